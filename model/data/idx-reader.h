/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IDX_READER_H
#define IDX_READER_H

#include "labeled-dataset.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Read images and labels in the IDX format of the MNIST family, plain or gzip.
 *
 * Images: magic 0x00000803, then count, rows, columns (32 bit, big endian) and
 * the pixels as unsigned bytes; each image becomes one row of rows*columns
 * values, scaled to [0, 1]. Labels: magic 0x00000801, count, one unsigned byte
 * each. The number of classes is the largest label plus one.
 *
 * @param images path of the image file.
 * @param labels path of the label file.
 * @return the samples in file order.
 * @throws InputError if a file is missing, empty, cut short, longer than its
 *         header says, of another type, or if the counts disagree.
 */
Ptr<LabeledDataset> ReadIdx(const std::string& images, const std::string& labels);

} // namespace stardust
} // namespace ns3

#endif // IDX_READER_H
