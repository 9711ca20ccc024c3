/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIFAR_DATASET_READER_H
#define CIFAR_DATASET_READER_H

#include "labeled-dataset.h"

#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Read the binary version of CIFAR-10, plain or gzip.
 *
 * A file is a sequence of records of 3073 bytes: a label from 0 to 9, then the
 * red, the green and the blue plane, each of 32 rows of 32 bytes. Each image
 * becomes one row of 3072 values, scaled to [0, 1], of shape 3 x 32 x 32.
 * Classes have the names of `batches.meta.txt`. Source: A. Krizhevsky, Learning
 * Multiple Layers of Features from Tiny Images, 2009; layout after
 * https://www.cs.toronto.edu/~kriz/cifar.html.
 *
 * @param paths of the files, at least one.
 * @return the samples in the order of the files.
 * @throws InputError if a file is missing, empty, no whole number of records
 *         long, or a label is above 9.
 */
Ptr<LabeledDataset> ReadCifar(const std::vector<std::string>& paths);

} // namespace stardust
} // namespace ns3

#endif // CIFAR_DATASET_READER_H
