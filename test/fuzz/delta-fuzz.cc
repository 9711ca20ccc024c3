/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include "ns3/delta-codec.h"
#include "ns3/int8-codec.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{
namespace fuzz
{

namespace
{

/// Parameters of every model.
constexpr uint32_t COUNT = 6;
/// Peers, each of them sender and receiver.
constexpr uint32_t PEERS = 2;
/// MaxPending unless somebody sets it, and one reference, as sender and as receiver.
constexpr uint32_t MOST_MODELS = 2 * PEERS * (4 + 1);

Ptr<FloatBuffer>
TakeModel(ByteSource& source)
{
    auto model = Create<FloatBuffer>(COUNT);
    std::generate_n(model->Data(), COUNT, [&] {
        return static_cast<float>(std::ldexp(static_cast<int8_t>(source.TakeByte()), 120));
    });
    return model;
}

/// Decode what a peer has sent, and keep it if it is sound, as a learner does.
bool
Receive(DeltaCodec& codec, uint32_t peer, uint32_t sequence, const std::string& text)
{
    const auto bytes = reinterpret_cast<const uint8_t*>(text.data());
    const bool known = codec.HasReference(bytes, text.size(), peer);
    auto model = Create<FloatBuffer>(COUNT);
    std::vector<CoordinateRange> present;
    const bool sound = codec.DecodeFrom(bytes, text.size(), model->Data(), COUNT, present, peer);
    Require(known || !sound, "nothing is decoded without its reference");
    const bool finite = std::all_of(model->Data(), model->Data() + COUNT, [](float value) {
        return std::isfinite(value);
    });
    if (sound && finite)
    {
        codec.NoteReceived(peer, sequence, model);
    }
    return sound;
}

/// A list of things that happen to a device that sends and receives differences.
bool
RunDelta(const uint8_t* data, std::size_t size)
{
    // The codec names its inner one in a text; what nothing else names would not be linked.
    static const TypeId inner = Int8Codec::GetTypeId();
    Require(inner.HasConstructor(), "the inner codec can be made");
    ByteSource source(data, size);
    auto codec = CreateObject<DeltaCodec>();
    codec->AssignStreams(2000);
    bool decoded = false;
    std::string sent;
    while (source.GetLeft() > 0)
    {
        const uint8_t step = source.TakeByte();
        const uint32_t peer = step >> 4 & 1;
        const uint32_t sequence = source.TakeByte();
        switch (step & 7)
        {
        case 0:
            codec->Forget();
            break;
        case 1:
            codec->NoteFeedback(peer, sequence, step & 8);
            break;
        case 2:
            codec->NoteReceived(peer, sequence, TakeModel(source));
            break;
        case 3:
        case 4: {
            const auto bytes = codec->EncodeFor(TakeModel(source)->Data(), COUNT, peer, sequence);
            Require(bytes.size() <= codec->GetEncodedSize(COUNT), "an encoding has at most its size");
            sent.assign(bytes.begin(), bytes.end());
            break;
        }
        case 5:
            // What it sent itself comes back, perhaps from another.
            decoded |= Receive(*codec, peer, sequence, sent);
            break;
        default:
            decoded |= Receive(*codec, peer, sequence, source.Take(source.TakeByte()));
        }
        Require(codec->CountModels() <= MOST_MODELS, "no more models are kept than it says");
    }
    codec->Dispose();
    return decoded;
}

std::string
MakeModel(char first)
{
    return {first, 2, 3, 4, 5, 6};
}

/// A whole model, and then a difference to it, go out and come back.
std::string
MakeExchange()
{
    return std::string("\3\1") + MakeModel(1) + "\5\1" + "\x09\1" + "\3\2" + MakeModel(2) + "\5\2";
}

} // namespace

/** @return the target: a codec that remembers models. */
Target
MakeDeltaTarget()
{
    return {"delta",
            &RunDelta,
            [] {
                return std::vector<std::string>{MakeExchange(),
                                                std::string("\6\1\x1d", 3) + std::string(29, '\0')};
            },
            [] {
                return std::vector<std::string>{"",
                                                std::string("\6\1\x1c", 3) + std::string(28, '\0'),
                                                std::string("\6\1\x0f\1", 4) + std::string(14, '\0')};
            }};
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
