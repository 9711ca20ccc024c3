/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_AVERAGING_H
#define MODEL_AVERAGING_H

#include "model-message.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Move a model towards a received one: `x += weight * (y - x)`, at the coordinates that
 * the message has.
 * @param local the model, changed in place.
 * @param count number of parameters of both.
 * @param message holds the other.
 * @param weight 0 to 1.
 */
void MoveTowards(float* local, uint32_t count, const ModelMessage& message, float weight);

/**
 * @ingroup stardust
 * What one message adds in a round of averaging: `x += weight * (y - own)`, at the coordinates
 * that the message has.
 * @param model x, changed in place.
 * @param own what this device sent in the round; may be x itself.
 * @param count number of parameters of both.
 * @param message holds y, maybe among other floats.
 * @param first where y begins in the message.
 * @param weight of the sender.
 */
void AddDifference(float* model,
                   const float* own,
                   uint32_t count,
                   const ModelMessage& message,
                   uint32_t first,
                   double weight);

/**
 * @ingroup stardust
 * AddDifference() for all messages of a round, `x += sum of weight * (y - own)`.
 * @param model x, changed in place.
 * @param own what this device sent in the round; may be x itself as it is before.
 * @param count number of parameters.
 * @param messages hold each y.
 * @param first where y begins in each message.
 * @param weights of the messages, in the same order.
 */
void AddDifferences(float* model,
                    const float* own,
                    uint32_t count,
                    const std::vector<Ptr<const ModelMessage>>& messages,
                    uint32_t first,
                    const std::vector<double>& weights);

/**
 * @ingroup stardust
 * Add whole vectors, `x += sum of weight * y`.
 * @param model x, changed in place.
 * @param count number of parameters.
 * @param messages hold each y, whole.
 * @param first where y begins in each message.
 * @param weights of the messages, in the same order.
 */
void AddWeighted(float* model,
                 uint32_t count,
                 const std::vector<Ptr<const ModelMessage>>& messages,
                 uint32_t first,
                 const std::vector<double>& weights);

/**
 * @ingroup stardust
 * Average of whole models, `x = ownWeight * x + weight * sum of y`.
 * @param model x, changed in place.
 * @param count number of parameters.
 * @param ownWeight of x.
 * @param messages hold each y, whole; at least one.
 * @param first where y begins in each message.
 * @param weight of each y.
 */
void Average(float* model,
             uint32_t count,
             double ownWeight,
             const std::vector<Ptr<const ModelMessage>>& messages,
             uint32_t first,
             double weight);

} // namespace stardust
} // namespace ns3

#endif // MODEL_AVERAGING_H
