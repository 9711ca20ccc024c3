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

/// A square matrix, row by row, without its zeros: row i is in begins[i] .. begins[i + 1] - 1.
struct MixingMatrix
{
    uint32_t n;                      //!< number of rows and columns: devices
    std::vector<std::size_t> begins; //!< n + 1 positions in the other two
    std::vector<uint32_t> columns;   //!< ascending in each row
    std::vector<double> values;      //!< above 0, or 0 on the diagonal
};

/**
 * @ingroup stardust
 * A device's row of the mixing matrix W, without its own weight, which is what is
 * missing to 1. The rules of degrees need an undirected graph to be doubly stochastic; in a directed one they
 * are row-stochastic, with no weight below 0.
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

/**
 * @ingroup stardust
 * The whole mixing matrix W of ComputeMixingRow(), own weights included: x(k+1) = W x(k) is what
 * synchronous rounds do to models. In memory 12 bytes an arc.
 * @param graph who may send to whom.
 * @param rule gives the weights.
 * @return the matrix; W_ij is the weight of what j sends to i.
 */
MixingMatrix MakeMixingMatrix(const CommunicationGraph& graph, MixingRule rule);

/**
 * @ingroup stardust
 * The column-stochastic matrix that devices can build who know only how many they send to:
 * W_ij = 1 / (1 + out-degree of j), the shares of push-sum by broadcast.
 * @param graph who may send to whom.
 * @return the matrix.
 */
MixingMatrix MakeColumnStochasticMatrix(const CommunicationGraph& graph);

} // namespace stardust
} // namespace ns3

#endif // MIXING_MATRIX_H
