/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MIXING_MATRIX_H
#define MIXING_MATRIX_H

#include "communication-graph.h"

#include "ns3/attribute.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/// How much of a neighbour's model a device takes.
enum MixingRule
{
    MIXING_METROPOLIS, //!< 1 / (1 + the larger degree of the two); doubly stochastic
    MIXING_MAX_DEGREE, //!< 1 / (1 + the largest degree of all); doubly stochastic
    MIXING_LAZY,       //!< half of Metropolis; doubly stochastic, no eigenvalue below 0
    MIXING_UNIFORM     //!< 1 / (1 + the own in-degree); row-stochastic
};

/**
 * @ingroup stardust
 * @return the checker of attributes that are such a rule.
 */
Ptr<const AttributeChecker> MakeMixingRuleChecker();

/**
 * @ingroup stardust
 * @param graph who may send to whom.
 * @param device a device.
 * @return those that may send to it, ascending.
 */
std::vector<uint32_t> FindInNeighbors(const CommunicationGraph& graph, uint32_t device);

/**
 * @ingroup stardust
 * A device's row of the mixing matrix W, without its own weight, which is what is
 * missing to 1. The two rules of degrees need an undirected graph to be doubly stochastic.
 * @param graph who may send to whom.
 * @param device a device.
 * @param neighbors those that may send to it, see FindInNeighbors().
 * @param rule gives the weights.
 * @return a weight above 0 for each of those neighbours, in their order.
 */
std::vector<double> ComputeMixingRow(const CommunicationGraph& graph,
                                     uint32_t device,
                                     const std::vector<uint32_t>& neighbors,
                                     MixingRule rule);

} // namespace stardust
} // namespace ns3

#endif // MIXING_MATRIX_H
