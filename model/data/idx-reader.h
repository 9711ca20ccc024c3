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
 * values, scaled to [0, 1], and has one channel. Labels: magic 0x00000801, count,
 * one unsigned byte each. The number of classes is the largest label plus one.
 *
 * @param images path of the image file.
 * @param labels path of the label file.
 * @param like the training data, if what is read is to test a model of them: its
 *        classes are theirs, and images have their size.
 * @return the samples in file order.
 * @throws InputError if a file is missing, empty, cut short, longer than its
 *         header says, of another type, if the counts disagree, or if a label or
 *         the size of the images is not one of the training data.
 */
Ptr<LabeledDataset> ReadIdx(const std::string& images,
                            const std::string& labels,
                            Ptr<const LabeledDataset> like = nullptr);

} // namespace stardust
} // namespace ns3

#endif // IDX_READER_H
