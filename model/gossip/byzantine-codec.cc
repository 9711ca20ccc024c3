/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "byzantine-codec.h"

#include "ns3/double.h"
#include "ns3/pointer.h"
#include "ns3/string.h"

#include <cmath>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ByzantineCodec);

namespace
{
/// Largest value that is sent: squares of differences of a few stay numbers in double precision,
/// and codecs that scale by the largest value can encode it.
constexpr double LARGEST = 1e30;
/// Largest attribute.
constexpr double MOST = 1e12;
} // namespace

TypeId
ByzantineCodec::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::ByzantineCodec")
            .SetParent<ModelCodec>()
            .SetGroupName("Stardust")
            .AddConstructor<ByzantineCodec>()
            .AddAttribute("Factor",
                          "What is sent is the model times this, plus noise",
                          DoubleValue(-1),
                          MakeDoubleAccessor(&ByzantineCodec::m_factor),
                          MakeDoubleChecker<double>(-MOST, MOST))
            .AddAttribute("Deviation",
                          "Standard deviation of the noise, normal and independent in each "
                          "coordinate",
                          DoubleValue(0),
                          MakeDoubleAccessor(&ByzantineCodec::m_deviation),
                          MakeDoubleChecker<double>(0, MOST))
            .AddAttribute("Codec",
                          "Encodes what is sent, and decodes what arrives",
                          StringValue("ns3::stardust::Float32Codec"),
                          MakePointerAccessor(&ByzantineCodec::m_codec),
                          MakePointerChecker<ModelCodec>());
    return tid;
}

void
ByzantineCodec::DoDispose()
{
    m_codec = nullptr;
    m_noise = nullptr;
    ModelCodec::DoDispose();
}

const float*
ByzantineCodec::Distort(const float* parameters, uint32_t count)
{
    if (m_deviation > 0 && !m_noise)
    {
        m_noise = CreateObject<NormalRandomVariable>();
        m_noise->SetStream(m_stream);
    }
    m_sent.resize(count);
    for (uint32_t k = 0; k < count; ++k)
    {
        const double noise = m_deviation > 0 ? m_deviation * m_noise->GetValue() : 0;
        const double value = m_factor * parameters[k] + noise;
        const bool sendable = std::abs(value) <= LARGEST;
        m_sent[k] = static_cast<float>(sendable ? value : std::copysign(LARGEST, value));
    }
    return m_sent.data();
}

std::string
ByzantineCodec::FindProblem() const
{
    return m_codec->FindProblem();
}

bool
ByzantineCodec::IsExact() const
{
    // A codec that is exact need not be asked.
    return false;
}

uint32_t
ByzantineCodec::GetEncodedSize(uint32_t count) const
{
    return m_codec->GetEncodedSize(count);
}

std::vector<uint8_t>
ByzantineCodec::Encode(const float* parameters, uint32_t count)
{
    return m_codec->Encode(Distort(parameters, count), count);
}

std::vector<uint8_t>
ByzantineCodec::EncodeFor(const float* parameters,
                          uint32_t count,
                          uint32_t receiver,
                          uint32_t sequence)
{
    return m_codec->EncodeFor(Distort(parameters, count), count, receiver, sequence);
}

bool
ByzantineCodec::NeedsFeedback() const
{
    return m_codec->NeedsFeedback();
}

void
ByzantineCodec::NoteFeedback(uint32_t receiver, uint32_t sequence, bool usable)
{
    m_codec->NoteFeedback(receiver, sequence, usable);
}

bool
ByzantineCodec::HasReference(const uint8_t* bytes, uint32_t size, uint32_t sender) const
{
    return m_codec->HasReference(bytes, size, sender);
}

void
ByzantineCodec::NoteReceived(uint32_t sender, uint32_t sequence, Ptr<const FloatBuffer> model)
{
    m_codec->NoteReceived(sender, sequence, model);
}

void
ByzantineCodec::SetBlocks(const std::vector<ParameterBlock>& blocks)
{
    m_codec->SetBlocks(blocks);
}

void
ByzantineCodec::Forget()
{
    m_codec->Forget();
}

bool
ByzantineCodec::Decode(const uint8_t* bytes,
                       uint32_t size,
                       float* parameters,
                       uint32_t count) const
{
    return m_codec->Decode(bytes, size, parameters, count);
}

bool
ByzantineCodec::DecodePresent(const uint8_t* bytes,
                              uint32_t size,
                              float* parameters,
                              uint32_t count,
                              std::vector<CoordinateRange>& present) const
{
    return m_codec->DecodePresent(bytes, size, parameters, count, present);
}

bool
ByzantineCodec::DecodeFrom(const uint8_t* bytes,
                           uint32_t size,
                           float* parameters,
                           uint32_t count,
                           std::vector<CoordinateRange>& present,
                           uint32_t sender)
{
    return m_codec->DecodeFrom(bytes, size, parameters, count, present, sender);
}

bool
ByzantineCodec::NamesCoordinates() const
{
    return m_codec->NamesCoordinates();
}

std::vector<CoordinateRange>
ByzantineCodec::FindCoordinates(const std::vector<ByteRange>& arrived, uint32_t count) const
{
    return m_codec->FindCoordinates(arrived, count);
}

int64_t
ByzantineCodec::AssignStreams(int64_t stream)
{
    m_stream = stream + NOISE_STREAMS;
    if (m_noise)
    {
        m_noise->SetStream(m_stream);
    }
    return m_codec->AssignStreams(stream);
}

} // namespace stardust
} // namespace ns3
