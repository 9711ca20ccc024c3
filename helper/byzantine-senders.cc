/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "byzantine-senders.h"

#include "factory-parser.h"
#include "stream-plan.h"

#include "ns3/byzantine-codec.h"
#include "ns3/double.h"
#include "ns3/input-error.h"
#include "ns3/number-parser.h"
#include "ns3/pointer.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace ns3
{
namespace stardust
{

static_assert(ByzantineCodec::NOISE_STREAMS == STREAMS_BYZANTINE, "one range of streams");

namespace
{

/// Largest factor and deviation, those of the attributes.
constexpr double MOST = 1e12;

/// Whether a text begins with a word; the rest is given.
bool
StartsWith(const std::string& text, const std::string& word, std::string& rest)
{
    if (text.compare(0, word.size(), word) != 0)
    {
        return false;
    }
    rest = text.substr(word.size());
    return true;
}

ObjectFactory
MakeFactory(double factor, double deviation)
{
    ObjectFactory codec;
    codec.SetTypeId(ByzantineCodec::GetTypeId());
    codec.Set("Factor", DoubleValue(factor));
    codec.Set("Deviation", DoubleValue(deviation));
    return codec;
}

} // namespace

ObjectFactory
ParseByzantineBehavior(const std::string& behavior)
{
    const std::string context = "--byzantine=" + behavior;
    std::string rest;
    if (behavior == "sign-flip")
    {
        return MakeFactory(-1, 0);
    }
    if (StartsWith(behavior, "noise:", rest))
    {
        return MakeFactory(1, ParseReal(rest, std::numeric_limits<double>::min(), MOST, context));
    }
    if (StartsWith(behavior, "scale:", rest))
    {
        return MakeFactory(ParseReal(rest, -MOST, MOST, context), 0);
    }
    if (StartsWith(behavior, "ns3::", rest))
    {
        return ParseFactory(behavior, ByzantineCodec::GetTypeId(), "--byzantine");
    }
    throw InputError(context + ": unknown behaviour; expected sign-flip, noise:DEVIATION, "
                               "scale:FACTOR or factory string of a ByzantineCodec");
}

std::vector<uint32_t>
ParseByzantineDevices(const std::string& devices, uint32_t n)
{
    const std::string context = "--byzantineDevices=" + devices;
    std::string list;
    if (!StartsWith(devices, "ids:", list))
    {
        std::vector<uint32_t> last(ParseWhole(devices, 0, n - 1, context));
        std::iota(last.begin(), last.end(), static_cast<uint32_t>(n - last.size()));
        return last;
    }
    const std::vector<uint64_t> wholes = ParseWholes(list, 0, n - 1, context);
    std::vector<uint32_t> ids(wholes.begin(), wholes.end());
    std::sort(ids.begin(), ids.end());
    const auto twice = std::adjacent_find(ids.begin(), ids.end());
    if (twice != ids.end())
    {
        throw InputError(context + ": " + std::to_string(*twice) + " stands twice");
    }
    if (ids.size() == n)
    {
        throw InputError(context + ": all of --learners=" + std::to_string(n) +
                         "; expected one honest device at least");
    }
    return ids;
}

void
MakeByzantine(GossipLearner& learner, const ObjectFactory& codec)
{
    LearnerParts parts;
    parts.codec = codec.Create<ModelCodec>();
    parts.codec->SetAttribute("Codec", PointerValue(learner.GetCodec()));
    learner.SetParts(parts);
}

} // namespace stardust
} // namespace ns3
