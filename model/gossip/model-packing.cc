/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-packing.h"

#include "ns3/abort.h"

#include <Eigen/Core>

namespace ns3
{
namespace stardust
{

namespace
{

bool
IsFinite(const FloatBuffer& values)
{
    // The sum of 0 * x is 0 exactly if every x is finite; unlike a test of each
    // value it runs in vector registers.
    const Eigen::Map<const Eigen::ArrayXf> map(values.Data(), values.Size());
    return (map * 0.0f).sum() == 0.0f;
}

} // namespace

void
PackModel(const FloatBuffer& model, ModelCodec& codec, bool inPackets, ModelMessage& message)
{
    const auto count = static_cast<uint32_t>(model.Size());
    auto encoded =
        std::make_shared<const std::vector<uint8_t>>(codec.Encode(model.Data(), count));
    message.payloadBytes = encoded->size();
    if (inPackets)
    {
        message.encoded = encoded;
        return;
    }
    auto decoded = Create<FloatBuffer>(count);
    const bool good = codec.Decode(encoded->data(), encoded->size(), decoded->Data(), count);
    NS_ABORT_MSG_IF(!good, "a codec must decode what it encodes");
    message.parameters = decoded;
}

MessageReason
UnpackModel(const std::vector<uint8_t>& bytes,
            ModelCodec& codec,
            uint32_t count,
            ModelMessage& message)
{
    if (!message.parameters)
    {
        auto decoded = Create<FloatBuffer>(count);
        if (!codec.Decode(bytes.data(), bytes.size(), decoded->Data(), count))
        {
            return MessageReason::MALFORMED;
        }
        message.parameters = decoded;
    }
    if (message.parameters->Size() != count)
    {
        return MessageReason::MALFORMED;
    }
    return count == 0 || IsFinite(*message.parameters) ? MessageReason::NONE
                                                       : MessageReason::NOT_FINITE;
}

} // namespace stardust
} // namespace ns3
