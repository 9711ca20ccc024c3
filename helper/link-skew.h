/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_SKEW_H
#define LINK_SKEW_H

#include "ns3/labeled-dataset.h"
#include "ns3/learner-group.h"
#include "ns3/share-dealing.h"

#include <vector>

/**
 * @file
 * @ingroup stardust
 * Links to a server that are on the more seldom for some devices than for others.
 */

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Chances that go with what devices hold, as in the experiments of FedPBC (Xiang et al., arXiv
 * 2404.10091, and its code): each class c has a weight R_c, lognormal(0, sigma) and divided by
 * the sum over all classes; a device of whose samples the share nu_c is of class c has
 *
 *     p = max(least, sum over c of nu_c R_c)
 *
 * Their mean over devices with equally many samples of each class is 1 / classes.
 *
 * @param data the training data, of classes.
 * @param shares indices into them, a device each.
 * @param sigma of the logarithm of the weights, 0 or more; 10 or 20 in that code: the logarithms
 *        are then so far apart that one class has nearly all weight.
 * @param least chance, above 0 to 1; 0.02 in that code.
 * @param stream of the draws of the weights.
 * @return a chance a device; `least` for one without samples.
 */
std::vector<double> DrawClassLinkProbabilities(const LabeledDataset& data,
                                               const DataShares& shares,
                                               double sigma,
                                               double least,
                                               int64_t stream);

/**
 * @ingroup stardust
 * Set the chances of the links (LinkActivity) of the clients of a FederatedAlgorithm.
 * @param group learners, all with such a mixer.
 * @param probabilities one a learner, above 0 to 1; the server's is not used.
 * @throws InputError if a link's pattern does not go with its chance.
 */
void SetLinkProbabilities(const LearnerGroup& group, const std::vector<double>& probabilities);

} // namespace stardust
} // namespace ns3

#endif // LINK_SKEW_H
