/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include "ns3/float16-codec.h"
#include "ns3/float32-codec.h"
#include "ns3/int8-codec.h"
#include "ns3/qsgd-codec.h"
#include "ns3/random-k-codec.h"
#include "ns3/top-k-codec.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

namespace ns3
{
namespace stardust
{
namespace fuzz
{

namespace
{

/// Codecs that an input may choose.
constexpr uint8_t CODECS = 8;
/// Of these, the ones that promise finite values: the first after the two of plain floats, ...
constexpr uint8_t FIRST_QUANTIZING = 2;
/// ... and the first of those that leave coordinates out.
constexpr uint8_t FIRST_SPARSE = 6;

/// A codec with an attribute of its own.
template <class Codec>
Ptr<ModelCodec>
MakeWith(const char* attribute, uint32_t value)
{
    auto codec = CreateObject<Codec>();
    codec->SetAttribute(attribute, UintegerValue(value));
    return codec;
}

Ptr<ModelCodec>
MakeCodec(uint8_t choice)
{
    switch (choice)
    {
    case 0:
        return CreateObject<Float32Codec>();
    case 1:
        return CreateObject<Float16Codec>();
    case 2:
        return CreateObject<Int8Codec>();
    case 3:
        return MakeWith<Int8Codec>("BlockSize", 5);
    case 4:
        return CreateObject<QsgdCodec>();
    case 5:
        return MakeWith<QsgdCodec>("BucketSize", 7);
    case 6:
        return CreateObject<TopKCodec>();
    default:
        return CreateObject<RandomKCodec>();
    }
}

/// One of each, made once: making one takes longer than using it.
ModelCodec&
GetCodec(uint8_t choice)
{
    static std::vector<Ptr<ModelCodec>> codecs;
    while (codecs.size() < CODECS)
    {
        codecs.push_back(MakeCodec(codecs.size()));
        codecs.back()->AssignStreams(1000 + codecs.size());
    }
    return *codecs[choice];
}

bool
IsFinite(const float* values, uint32_t count)
{
    return std::all_of(values, values + count, [](float value) { return std::isfinite(value); });
}

/// What a codec says of the coordinates that it has brought.
void
CheckPresent(const std::vector<CoordinateRange>& present, const float* values, uint32_t count)
{
    uint32_t last = 0;
    for (const auto& range : present)
    {
        Require(last <= range.begin && range.begin < range.end && range.end <= count,
                "coordinates are in order, disjoint and within the model");
        Require(IsFinite(values + last, range.begin - last), "what is absent is finite");
        last = range.end;
    }
    Require(present.empty() || IsFinite(values + last, count - last), "what is absent is finite");
}

/// Parameters that may be anything, even not finite, are encoded; finite ones are decoded again.
void
CheckRoundTrip(ModelCodec& codec, const std::vector<float>& model)
{
    const auto count = static_cast<uint32_t>(model.size());
    const std::vector<uint8_t> bytes = codec.Encode(model.data(), count);
    Require(bytes.size() <= codec.GetEncodedSize(count), "an encoding has at most the size it says");
    std::vector<float> decoded(count);
    const bool sound = codec.Decode(bytes.data(), bytes.size(), decoded.data(), count);
    Require(sound || !IsFinite(model.data(), count), "an encoding of finite values is decoded");
    Require(!codec.IsExact() || std::memcmp(decoded.data(), model.data(), 4 * count) == 0,
            "an exact codec gives every bit back");
}

/// Which coordinates the bytes from one place to another hold.
void
CheckPart(const ModelCodec& codec, uint32_t size, uint32_t count, uint32_t cut)
{
    if (!codec.NamesCoordinates() || size == 0)
    {
        return;
    }
    const uint32_t middle = cut % size;
    uint64_t held = 0;
    for (const ByteRange range : {ByteRange{0, middle}, ByteRange{middle, size}})
    {
        uint32_t last = 0;
        for (const auto& coordinates : codec.FindCoordinates({range}, count))
        {
            Require(last <= coordinates.begin && coordinates.begin < coordinates.end &&
                        coordinates.end <= count,
                    "coordinates of a part are in order and within the model");
            last = coordinates.end;
            held += coordinates.end - coordinates.begin;
        }
    }
    Require(held <= count, "no coordinate is whole in two parts");
}

/// A codec, a number of parameters, where to cut, and the bytes of a message.
bool
RunCodec(const uint8_t* data, std::size_t size)
{
    ByteSource source(data, size);
    const uint8_t choice = source.TakeByte() % CODECS;
    const uint32_t count = source.TakeByte();
    const uint8_t cut = source.TakeByte();
    const std::string text = source.TakeRest();
    ModelCodec& codec = GetCodec(choice);
    // Buffers of their exact sizes, so that a sanitizer sees a step beyond them.
    const std::unique_ptr<uint8_t[]> bytes(new uint8_t[text.size()]);
    std::copy(text.begin(), text.end(), bytes.get());
    const std::unique_ptr<float[]> values(new float[count]());
    std::vector<CoordinateRange> present;
    const bool sound =
        codec.DecodePresent(bytes.get(), text.size(), values.get(), count, present);
    if (sound)
    {
        const bool promised = choice >= FIRST_QUANTIZING && choice < FIRST_SPARSE;
        Require(!promised || IsFinite(values.get(), count), "what is decoded is finite");
        CheckPresent(present, values.get(), count);
        CheckPart(codec, text.size(), count, cut);
    }
    std::vector<float> model(text.size() / 4);
    if (!model.empty())
    {
        std::memcpy(model.data(), bytes.get(), 4 * model.size());
        CheckRoundTrip(codec, model);
    }
    return sound;
}

std::string
Encode(uint8_t choice, uint8_t count)
{
    std::vector<float> model(count);
    for (uint8_t i = 0; i < count; ++i)
    {
        model[i] = 0.5f * i - 3;
    }
    const auto bytes = GetCodec(choice).Encode(model.data(), count);
    return std::string{static_cast<char>(choice), static_cast<char>(count), '\5'} +
           std::string(bytes.begin(), bytes.end());
}

std::vector<std::string>
ListEncodings(bool sound)
{
    std::vector<std::string> list;
    for (uint8_t choice = 0; choice < CODECS; ++choice)
    {
        for (const uint8_t count : {1, 12, 40})
        {
            const std::string encoding = Encode(choice, count);
            list.push_back(sound ? encoding : encoding.substr(0, encoding.size() - 1));
        }
    }
    return list;
}

} // namespace

/** @return the target: bytes that a codec decodes, or numbers that it encodes. */
Target
MakeCodecTarget()
{
    return {"codec", &RunCodec, [] { return ListEncodings(true); }, [] { return ListEncodings(false); }};
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
