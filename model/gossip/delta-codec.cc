/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "delta-codec.h"

#include "quantizing-codec.h"

#include "ns3/boolean.h"
#include "ns3/float-bytes.h"
#include "ns3/object-factory-like.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(DeltaCodec);

namespace
{

/// Bytes before the body.
constexpr uint32_t HEAD = 1 + 4;

/// What the body is.
enum Kind : uint8_t
{
    WHOLE,
    DIFFERENCE
};

void
WriteHead(Kind kind, uint32_t number, uint8_t* bytes)
{
    bytes[0] = kind;
    for (uint32_t b = 0; b < 4; ++b)
    {
        bytes[1 + b] = static_cast<uint8_t>(number >> (8 * b));
    }
}

uint32_t
ReadNumber(const uint8_t* bytes)
{
    return bytes[1] | (bytes[2] << 8) | (bytes[3] << 16) | (uint32_t(bytes[4]) << 24);
}

} // namespace

TypeId
DeltaCodec::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::DeltaCodec")
            .SetParent<ModelCodec>()
            .SetGroupName("Stardust")
            .AddConstructor<DeltaCodec>()
            .AddAttribute("Inner",
                          "Codec of the differences; each learner makes one like it",
                          StringValue("ns3::stardust::Int8Codec"),
                          MakePointerAccessor(&DeltaCodec::SetInner, &DeltaCodec::GetInner),
                          MakePointerChecker<ModelCodec>())
            .AddAttribute("MaxPending",
                          "Models not yet acknowledged that a sender keeps for each receiver, and "
                          "models received that a receiver keeps of each sender",
                          UintegerValue(4),
                          MakeUintegerAccessor(&DeltaCodec::m_maxPending),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

void
DeltaCodec::DoDispose()
{
    m_inner = nullptr;
    Forget();
    ModelCodec::DoDispose();
}

void
DeltaCodec::SetInner(Ptr<ModelCodec> inner)
{
    // A factory string makes one object for all learners, and codecs have a state.
    m_inner = inner ? MakeFactoryLike(inner).Create<ModelCodec>() : nullptr;
}

Ptr<ModelCodec>
DeltaCodec::GetInner() const
{
    return m_inner;
}

std::string
DeltaCodec::FindProblem() const
{
    if (!m_inner)
    {
        return "Inner of DeltaCodec: expected a codec";
    }
    if (m_inner->NeedsFeedback())
    {
        return "Inner of DeltaCodec: expected a codec that needs no feedback of its own, not " +
               m_inner->GetInstanceTypeId().GetName();
    }
    BooleanValue feedback(false);
    m_inner->GetAttributeFailSafe("ErrorFeedback", feedback);
    if (feedback.Get())
    {
        return "Inner of DeltaCodec: expected ErrorFeedback=false, since the next difference "
               "holds what this one leaves out";
    }
    return m_inner->FindProblem();
}

bool
DeltaCodec::IsExact() const
{
    return false;
}

bool
DeltaCodec::NeedsFeedback() const
{
    return true;
}

int64_t
DeltaCodec::AssignStreams(int64_t stream)
{
    return m_inner->AssignStreams(stream);
}

uint32_t
DeltaCodec::GetEncodedSize(uint32_t count) const
{
    return HEAD + std::max(4 * count, m_inner->GetEncodedSize(count));
}

std::vector<uint8_t>
DeltaCodec::Encode(const float* parameters, uint32_t count)
{
    std::vector<uint8_t> bytes(HEAD + 4 * std::size_t(count));
    WriteHead(WHOLE, 0, bytes.data());
    WriteFloatBytes(parameters, count, bytes.data() + HEAD);
    return bytes;
}

std::vector<uint8_t>
DeltaCodec::EncodeDifference(const float* parameters,
                             uint32_t count,
                             const Receiver& receiver,
                             float* decoded)
{
    const float* reference = receiver.reference->Data();
    std::vector<float> difference(parameters, parameters + count);
    std::transform(difference.begin(),
                   difference.end(),
                   reference,
                   difference.begin(),
                   std::minus<>());
    const std::vector<uint8_t> body = m_inner->Encode(difference.data(), count);
    if (!AddDifference(body.data(), body.size(), *receiver.reference, decoded) ||
        !std::isfinite(FindLargestMagnitude(decoded, count)))
    {
        return {};
    }
    std::vector<uint8_t> bytes(HEAD);
    WriteHead(DIFFERENCE, receiver.number, bytes.data());
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

std::vector<uint8_t>
DeltaCodec::EncodeFor(const float* parameters, uint32_t count, uint32_t receiver, uint32_t sequence)
{
    if (!std::isfinite(FindLargestMagnitude(parameters, count)))
    {
        return Encode(parameters, count);
    }
    Receiver& known = m_receivers[receiver];
    auto decoded = Create<FloatBuffer>(count);
    std::vector<uint8_t> bytes;
    if (known.reference)
    {
        bytes = EncodeDifference(parameters, count, known, decoded->Data());
    }
    if (bytes.empty())
    {
        std::copy_n(parameters, count, decoded->Data());
        bytes = Encode(parameters, count);
    }
    known.pending[sequence] = decoded;
    if (known.pending.size() > m_maxPending)
    {
        known.pending.erase(known.pending.begin());
    }
    return bytes;
}

void
DeltaCodec::NoteFeedback(uint32_t receiver, uint32_t sequence, bool usable)
{
    const auto found = m_receivers.find(receiver);
    if (found == m_receivers.end())
    {
        return;
    }
    Receiver& known = found->second;
    if (const auto sent = known.pending.find(sequence); usable && sent != known.pending.end())
    {
        known.reference = sent->second;
        known.number = sequence;
    }
    else if (!usable && known.number < sequence)
    {
        known.reference = nullptr;
    }
    // What was sent before will not be a reference any more.
    known.pending.erase(known.pending.begin(), known.pending.upper_bound(sequence));
}

Ptr<const FloatBuffer>
DeltaCodec::FindReference(uint32_t sender, uint32_t number) const
{
    const auto known = m_senders.find(sender);
    if (known == m_senders.end())
    {
        return nullptr;
    }
    const auto found = known->second.received.find(number);
    if (found != known->second.received.end())
    {
        return found->second;
    }
    return known->second.number == number ? known->second.reference : nullptr;
}

bool
DeltaCodec::HasReference(const uint8_t* bytes, uint32_t size, uint32_t sender) const
{
    // What is no difference at all is for decoding to find out.
    return size < HEAD || bytes[0] != DIFFERENCE || FindReference(sender, ReadNumber(bytes));
}

void
DeltaCodec::NoteReceived(uint32_t sender, uint32_t sequence, Ptr<const FloatBuffer> model)
{
    Sender& known = m_senders[sender];
    known.received[sequence] = model;
    if (known.received.size() > m_maxPending)
    {
        known.received.erase(known.received.begin());
    }
}

bool
DeltaCodec::Decode(const uint8_t* bytes, uint32_t size, float* parameters, uint32_t count) const
{
    if (size != HEAD + 4 * uint64_t(count) || bytes[0] != WHOLE)
    {
        return false;
    }
    ReadFloatBytes(bytes + HEAD, count, parameters);
    return true;
}

bool
DeltaCodec::AddDifference(const uint8_t* bytes,
                          uint32_t size,
                          const FloatBuffer& reference,
                          float* parameters) const
{
    const auto count = static_cast<uint32_t>(reference.Size());
    std::vector<float> difference(count);
    std::vector<CoordinateRange> present;
    if (!m_inner->DecodePresent(bytes, size, difference.data(), count, present))
    {
        return false;
    }
    if (present.empty())
    {
        present.push_back({0, count});
    }
    std::copy_n(reference.Data(), count, parameters);
    for (const CoordinateRange& range : present)
    {
        for (uint32_t i = range.begin; i < range.end; ++i)
        {
            parameters[i] += difference[i];
        }
    }
    return true;
}

bool
DeltaCodec::DecodeFrom(const uint8_t* bytes,
                       uint32_t size,
                       float* parameters,
                       uint32_t count,
                       std::vector<CoordinateRange>& present,
                       uint32_t sender)
{
    present.clear();
    if (size < HEAD || bytes[0] != DIFFERENCE)
    {
        return Decode(bytes, size, parameters, count);
    }
    const uint32_t number = ReadNumber(bytes);
    const Ptr<const FloatBuffer> reference = FindReference(sender, number);
    if (!reference || reference->Size() != count ||
        !AddDifference(bytes + HEAD, size - HEAD, *reference, parameters))
    {
        return false;
    }
    // What the sender refers to it goes on to refer to, until something newer is acknowledged.
    Sender& known = m_senders[sender];
    if (!known.reference || known.number <= number)
    {
        known.reference = reference;
        known.number = number;
    }
    return true;
}

void
DeltaCodec::SetBlocks(const std::vector<ParameterBlock>& blocks)
{
    m_inner->SetBlocks(blocks);
}

void
DeltaCodec::Forget()
{
    m_receivers.clear();
    m_senders.clear();
}

uint32_t
DeltaCodec::CountModels() const
{
    std::size_t models = 0;
    for (const auto& entry : m_receivers)
    {
        models += entry.second.pending.size() + (entry.second.reference ? 1 : 0);
    }
    for (const auto& entry : m_senders)
    {
        models += entry.second.received.size() + (entry.second.reference ? 1 : 0);
    }
    return models;
}

} // namespace stardust
} // namespace ns3
