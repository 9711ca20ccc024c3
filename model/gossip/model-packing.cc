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
    auto encoded = std::make_shared<const std::vector<uint8_t>>(
        codec.EncodeFor(model.Data(), count, message.receiver, message.sequence));
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
    NS_ABORT_MSG_IF(!good && IsFinite(model.Data(), count), "a codec must decode what it encodes");
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
        if (!codec.HasReference(bytes.data(), bytes.size(), message.sender))
        {
            return MessageReason::REFERENCE_MISSING;
        }
        auto decoded = Create<FloatBuffer>(count);
        std::vector<CoordinateRange> present;
        if (!codec.DecodeFrom(bytes.data(),
                              bytes.size(),
                              decoded->Data(),
                              count,
                              present,
                              message.sender))
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
    if (count > 0 && !IsPresentFinite(message))
    {
        return MessageReason::NOT_FINITE;
    }
    codec.NoteReceived(message.sender, message.sequence, message.parameters);
    return MessageReason::NONE;
}

} // namespace stardust
} // namespace ns3
