/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_PACKING_H
#define MODEL_PACKING_H

#include "model-codec.h"
#include "model-message.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Encode a model into a message.
 * @param model the model.
 * @param codec encodes it.
 * @param inPackets whether its bytes are to be in the packets; else the message gets
 *        what a receiver would decode from them.
 * @param message its receiver and sequence are set; gets the bytes or the decoded model, and
 *        their size.
 */
void PackModel(const FloatBuffer& model, ModelCodec& codec, bool inPackets, ModelMessage& message);

/**
 * @ingroup stardust
 * Decode and check what arrived.
 * @param bytes what the packets carried.
 * @param codec decodes it.
 * @param count parameters expected.
 * @param message gets its parameters, if they were in the packets. If `present` is set
 *        already, that is all that arrived.
 * @return NONE if the model can be mixed, else what is wrong with it.
 */
MessageReason UnpackModel(const std::vector<uint8_t>& bytes,
                          ModelCodec& codec,
                          uint32_t count,
                          ModelMessage& message);

} // namespace stardust
} // namespace ns3

#endif // MODEL_PACKING_H
