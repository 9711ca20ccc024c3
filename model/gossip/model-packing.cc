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
    auto encoded = std::make_shared<const std::vector<uint8_t>>(codec.EncodeFor(model.Data(), count, message.receiver));
    message.payloadBytes = encoded->size();
    if (inPackets)
    {
        message.encoded = encoded;
        return;
    }
    auto decoded = Create<FloatBuffer>(count);
    const bool good = codec.DecodePresent(encoded->data(),
                                          encoded->size(),
                                          decoded->Data(),
                                          count,
                                          message.present);
    NS_ABORT_MSG_IF(!good && IsFinite(model), "a codec must decode what it encodes");
    // A diverged model may have no encoding that makes sense: one of no parameters is
    // refused by the receiver just as its bytes would be.
    message.parameters = good ? decoded : Create<FloatBuffer>(0);
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
        std::vector<CoordinateRange> present;
        if (!codec.DecodePresent(bytes.data(), bytes.size(), decoded->Data(), count, present))
        {
            return MessageReason::MALFORMED;
        }
        if (!present.empty())
        {
            message.present = std::move(present);
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
