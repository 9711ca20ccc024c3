/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include "ns3/fragment-feedback-header.h"
#include "ns3/model-fragment-header.h"
#include "ns3/packet.h"
#include "ns3/pilot-header.h"

#include <sstream>

namespace ns3
{
namespace stardust
{
namespace fuzz
{

namespace
{

/// Any header is printed without harm, and a sound one is written as it was read.
template <class AnyHeader>
void
CheckSame(const AnyHeader& header, bool sound, const uint8_t* data)
{
    std::ostringstream text;
    header.Print(text);
    Require(!text.str().empty(), "a header can be printed");
    if (!sound)
    {
        return;
    }
    auto packet = Create<Packet>();
    packet->AddHeader(header);
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), bytes.size());
    Require(std::equal(bytes.begin(), bytes.end(), data), "a sound header is written as it was read");
}

/// A header of fixed size; whoever reads it looks at the size of the packet before.
template <class FixedHeader>
bool
RunFixed(const uint8_t* data, std::size_t size)
{
    if (size < FixedHeader::SIZE)
    {
        return false;
    }
    FixedHeader header;
    auto packet = Create<Packet>(data, size);
    Require(packet->RemoveHeader(header) == FixedHeader::SIZE, "the header has its size");
    Require(packet->GetSize() == size - FixedHeader::SIZE, "nothing else is taken");
    CheckSame(header, header.IsValid(), data);
    return header.IsValid();
}

bool
RunFeedback(const uint8_t* data, std::size_t size)
{
    FragmentFeedbackHeader header;
    const auto packet = Create<Packet>(data, size);
    packet->PeekHeader(header);
    constexpr uint32_t MESSAGE = 100000;
    const bool sound = header.IsValid(MESSAGE);
    Require(header.missing.size() <= FragmentFeedbackHeader::MAX_RANGES, "not too many ranges");
    uint32_t last = 0;
    for (const auto& [begin, end] : header.missing)
    {
        Require(!sound || (last <= begin && begin < end && end <= MESSAGE),
                "ranges are in order, apart and within the message");
        last = end;
    }
    CheckSame(header, sound, data);
    return sound;
}

template <class AnyHeader>
std::string
GetBytes(const AnyHeader& header)
{
    auto packet = Create<Packet>();
    packet->AddHeader(header);
    std::string bytes(packet->GetSize(), '\0');
    packet->CopyData(reinterpret_cast<uint8_t*>(&bytes[0]), bytes.size());
    return bytes;
}

std::string
MakeFragment()
{
    ModelFragmentHeader header;
    header.sender = 3;
    header.sequence = 70000;
    header.messageBytes = 5000;
    header.offset = 1400;
    return GetBytes(header);
}

std::string
MakeFeedback(uint32_t ranges)
{
    FragmentFeedbackHeader header;
    header.receiver = 1;
    for (uint32_t i = 0; i < ranges; ++i)
    {
        header.missing.emplace_back(1000 * i, 1000 * i + 500);
    }
    return GetBytes(header);
}

std::string
MakeNotUsable()
{
    FragmentFeedbackHeader header;
    header.usable = false;
    return GetBytes(header);
}

std::string
MakePilot()
{
    PilotHeader header;
    header.owner = 7;
    header.version = 12;
    header.updatedNs = 1500000000;
    return GetBytes(header);
}

std::string
Flip(std::string bytes, std::size_t at)
{
    bytes[at] ^= 1;
    return bytes;
}

} // namespace

/** @return the target: the header of a part of a model. */
Target
MakeFragmentHeaderTarget()
{
    return {"fragment-header",
            &RunFixed<ModelFragmentHeader>,
            [] { return std::vector<std::string>{MakeFragment(), MakeFragment() + "model"}; },
            [] {
                return std::vector<std::string>{"",
                                                MakeFragment().substr(0, 23),
                                                Flip(MakeFragment(), 0),
                                                Flip(MakeFragment(), 2),
                                                Flip(MakeFragment(), 3)};
            }};
}

/** @return the target: what a receiver tells of the parts that are missing. */
Target
MakeFeedbackHeaderTarget()
{
    return {"feedback-header",
            &RunFeedback,
            [] {
                return std::vector<std::string>{MakeFeedback(0),
                                                MakeFeedback(2),
                                                MakeFeedback(FragmentFeedbackHeader::MAX_RANGES),
                                                MakeNotUsable()};
            },
            [] {
                return std::vector<std::string>{"",
                                                MakeFeedback(0).substr(0, 15),
                                                MakeFeedback(2) + "x",
                                                MakeFeedback(2).substr(0, 31),
                                                MakeFeedback(FragmentFeedbackHeader::MAX_RANGES + 1),
                                                MakeNotUsable() + MakeFeedback(1).substr(16),
                                                Flip(MakeFeedback(1), 1)};
            }};
}

/** @return the target: a pilot of the opportunistic rounds. */
Target
MakePilotHeaderTarget()
{
    return {"pilot-header",
            &RunFixed<PilotHeader>,
            [] { return std::vector<std::string>{MakePilot()}; },
            [] {
                return std::vector<std::string>{MakePilot().substr(1), Flip(MakePilot(), 1), MakeFragment()};
            }};
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
