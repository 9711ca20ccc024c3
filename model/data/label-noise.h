/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LABEL_NOISE_H
#define LABEL_NOISE_H

#include "labeled-dataset.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Replace labels by wrong ones: each, with probability `share` and independently,
 * by one of the other classes, all equally likely. Which labels are replaced
 * depends on the index of the sample and the stream alone; a larger share replaces
 * the same ones and more.
 *
 * A classifier that is right with probability a before is right with probability
 * a (1 - share) + (1 - a) share / (classes - 1) afterwards, if it errs evenly.
 *
 * @param data the samples, with two classes or more.
 * @param share of the labels replaced, in expectation, 0 to 1.
 * @param stream random stream used.
 */
void AddLabelNoise(LabeledDataset& data, double share, int64_t stream);

} // namespace stardust
} // namespace ns3

#endif // LABEL_NOISE_H
