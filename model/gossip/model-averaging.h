/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_AVERAGING_H
#define MODEL_AVERAGING_H

#include "model-message.h"

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

} // namespace stardust
} // namespace ns3

#endif // MODEL_AVERAGING_H
