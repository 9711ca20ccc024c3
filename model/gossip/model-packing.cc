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
    auto encoded = std::make_shared<std::vector<uint8_t>>();
    if (count > 0 || message.state.empty())
    {
        *encoded = codec.EncodeFor(model.Data(), count, message.receiver);
    }
    message.payloadBytes = message.state.size() + encoded->size();
    if (inPackets)
    {
        encoded->insert(encoded->begin(), message.state.begin(), message.state.end());
        message.state.clear();
        message.encoded = encoded;
        return;
    }
    auto decoded = Create<FloatBuffer>(count);
    const bool good = (count == 0 && encoded->empty()) || codec.DecodePresent(encoded->data(),
                                                                             encoded->size(),
                                                                             decoded->Data(),
                                                                             count,
                                                                             message.present);
    NS_ABORT_MSG_IF(!good && IsFinite(model), "a codec must decode what it encodes");
    // A diverged model may have no encoding that makes sense: one of another length is
    // refused by the receiver just as its bytes would be.
    message.parameters = good ? decoded : Create<FloatBuffer>(count + 1);
}

namespace
{

/// Decode what the packets carried; see UnpackModel().
bool
DecodeBytes(const std::vector<uint8_t>& bytes,
            ModelCodec& codec,
            uint32_t count,
            uint32_t stateSize,
            ModelMessage& message)
{
    if (bytes.size() < stateSize)
    {
        return false;
    }
    message.state.assign(bytes.begin(), bytes.begin() + stateSize);
    if (stateSize > 0 && bytes.size() == stateSize)
    {
        message.parameters = Create<FloatBuffer>(0);
        return true;
    }
    auto decoded = Create<FloatBuffer>(count);
    std::vector<CoordinateRange> present;
    if (!codec.DecodePresent(bytes.data() + stateSize,
                             bytes.size() - stateSize,
                             decoded->Data(),
                             count,
                             present))
    {
        return false;
    }
    if (!present.empty())
    {
        message.present = std::move(present);
    }
    message.parameters = decoded;
    return true;
}

} // namespace

MessageReason
UnpackModel(const std::vector<uint8_t>& bytes,
            ModelCodec& codec,
            uint32_t count,
            uint32_t stateSize,
            ModelMessage& message)
{
    if (!message.parameters && !DecodeBytes(bytes, codec, count, stateSize, message))
    {
        return MessageReason::MALFORMED;
    }
    const uint32_t size = message.parameters->Size();
    if (message.state.size() != stateSize || (size != count && (size > 0 || stateSize == 0)))
    {
        return MessageReason::MALFORMED;
    }
    return size == 0 || IsFinite(*message.parameters) ? MessageReason::NONE
                                                      : MessageReason::NOT_FINITE;
}

} // namespace stardust
} // namespace ns3
