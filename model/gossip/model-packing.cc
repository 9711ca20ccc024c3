/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-packing.h"

#include "ns3/abort.h"

#include <Eigen/Core>

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

bool
IsFinite(const float* values, std::size_t count)
{
    // The sum of 0 * x is 0 exactly if every x is finite; unlike a test of each
    // value it runs in vector registers.
    const Eigen::Map<const Eigen::ArrayXf> map(values, count);
    return (map * 0.0f).sum() == 0.0f;
}

/// Whether what is present of a model is finite; absent coordinates hold anything.
bool
IsPresentFinite(const ModelMessage& message)
{
    if (message.present.empty())
    {
        return IsFinite(message.parameters->Data(), message.parameters->Size());
    }
    return std::all_of(message.present.begin(), message.present.end(), [&](const auto& range) {
        return IsFinite(message.parameters->Data() + range.begin, range.end - range.begin);
    });
}

} // namespace

void
PackModel(const FloatBuffer& model, ModelCodec& codec, bool inPackets, ModelMessage& message)
{
    const auto count = static_cast<uint32_t>(model.Size());
    auto encoded = std::make_shared<std::vector<uint8_t>>();
    if (count > 0 || message.state.empty())
    {
        *encoded = codec.EncodeFor(model.Data(), count, message.receiver, message.sequence);
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
    NS_ABORT_MSG_IF(!good && IsFinite(model.Data(), count), "a codec must decode what it encodes");
    // A diverged model may have no encoding that makes sense: one of another length is
    // refused by the receiver just as its bytes would be.
    message.parameters = good ? decoded : Create<FloatBuffer>(count + 1);
}

namespace
{

/// Decode what the packets carried; see UnpackModel().
MessageReason
DecodeBytes(const std::vector<uint8_t>& bytes,
            ModelCodec& codec,
            uint32_t count,
            uint32_t stateSize,
            ModelMessage& message)
{
    if (bytes.size() < stateSize)
    {
        return MessageReason::MALFORMED;
    }
    message.state.assign(bytes.begin(), bytes.begin() + stateSize);
    const uint8_t* rest = bytes.data() + stateSize;
    const std::size_t size = bytes.size() - stateSize;
    if (stateSize > 0 && size == 0)
    {
        message.parameters = Create<FloatBuffer>(0);
        return MessageReason::NONE;
    }
    if (!codec.HasReference(rest, size, message.sender))
    {
        return MessageReason::REFERENCE_MISSING;
    }
    auto decoded = Create<FloatBuffer>(count);
    std::vector<CoordinateRange> present;
    if (!codec.DecodeFrom(rest, size, decoded->Data(), count, present, message.sender))
    {
        return MessageReason::MALFORMED;
    }
    if (!present.empty())
    {
        message.present = std::move(present);
    }
    message.parameters = decoded;
    return MessageReason::NONE;
}

} // namespace

MessageReason
UnpackModel(const std::vector<uint8_t>& bytes,
            ModelCodec& codec,
            uint32_t count,
            uint32_t stateSize,
            ModelMessage& message)
{
    if (!message.parameters)
    {
        const MessageReason problem = DecodeBytes(bytes, codec, count, stateSize, message);
        if (problem != MessageReason::NONE)
        {
            return problem;
        }
    }
    const uint32_t size = message.parameters->Size();
    if (message.state.size() != stateSize || (size != count && (size > 0 || stateSize == 0)))
    {
        return MessageReason::MALFORMED;
    }
    if (size > 0 && !IsPresentFinite(message))
    {
        return MessageReason::NOT_FINITE;
    }
    codec.NoteReceived(message.sender, message.sequence, message.parameters);
    return MessageReason::NONE;
}

} // namespace stardust
} // namespace ns3
