/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include "ns3/delta-codec.h"
#include "ns3/factory-parser.h"
#include "ns3/int8-codec.h"
#include "ns3/number-parser.h"
#include "ns3/random-k-codec.h"
#include "ns3/random-variable-stream.h"
#include "ns3/top-k-codec.h"
#include "ns3/unit-parser.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace ns3
{
namespace stardust
{
namespace fuzz
{

namespace
{

/// A number as C reads it.
void
CheckReal(const std::string& text, double value)
{
    Require(std::isfinite(value), "a number is finite");
    Require(std::strtod(text.c_str(), nullptr) == value, "a number is what C reads");
    const double again = std::strtod(FormatNumber(value).c_str(), nullptr);
    // Ten digits; next to the smallest and the largest there are fewer, or none.
    Require(std::abs(value) < 1e-300 || std::abs(value) > 1e300 ||
                std::abs(again - value) <= 1e-9 * std::abs(value),
            "a number is written as it is");
}

void
ParsePlain(uint8_t kind, const std::string& text)
{
    if (kind == 0)
    {
        const uint64_t value = ParseWhole(text, 3, 4000000000, "--x");
        Require(value >= 3 && value <= 4000000000, "a whole number is within its bounds");
        Require(std::strtoull(text.c_str(), nullptr, 10) == value, "a number is what C reads");
    }
    else if (kind == 1)
    {
        const double value = ParseReal(text, -5, 1e308, "--x");
        Require(value >= -5 && value <= 1e308, "a number is within its bounds");
        CheckReal(text, value);
    }
    else if (kind == 2)
    {
        const auto values = ParseReals(text, 0, 1, "--x");
        const auto commas = std::count(text.begin(), text.end(), ',');
        Require(values.size() == (text.empty() ? 0 : 1 + static_cast<std::size_t>(commas)), "a number for each part");
    }
    else
    {
        for (const uint64_t value : ParseWholes(text, 0, 100, "--x"))
        {
            Require(value <= 100, "a whole number is within its bounds");
        }
    }
}

void
ParseUnit(bool rate, const std::string& text)
{
    if (rate)
    {
        const uint64_t bits = ParseDataRate(text, "--x").GetBitRate();
        Require(bits > 0 && bits <= 1000000000000000, "a rate is within its bounds");
        Require(text[0] != '-', "a rate is not negative");
    }
    else
    {
        const Time time = ParseDuration(text, "--x");
        Require(!time.IsStrictlyNegative() && time <= Seconds(1e6), "a duration is within its bounds");
    }
}

void
ParseAny(bool isFloat, const std::string& text)
{
    double real = 0;
    float single = 0;
    const bool read = isFloat ? ParseFloat(text, single) : ParseDouble(text, real);
    if (!read)
    {
        throw InputError("no number");
    }
    Require(!IsNotFinite(text), "a number is finite");
    if (isFloat)
    {
        Require(std::isfinite(single), "a number is finite");
        // Below the smallest normal number either is right.
        const float expected = std::strtof(text.c_str(), nullptr);
        Require(single == expected || (single == 0 && std::abs(expected) < 2e-38f),
                "a number is what C reads");
    }
    else if (real != 0)
    {
        CheckReal(text, real);
    }
}

/// What the text is to be, and the text.
bool
RunNumber(const uint8_t* data, std::size_t size)
{
    ByteSource source(data, size);
    const uint8_t kind = source.TakeByte() % 8;
    const std::string text = source.TakeRest();
    return Accepts([&] {
        if (kind < 4)
        {
            ParsePlain(kind, text);
        }
        else if (kind < 6)
        {
            ParseUnit(kind == 5, text);
        }
        else
        {
            ParseAny(kind == 7, text);
        }
    });
}

/// What is wanted, and the text, which has no line breaks.
bool
RunFactory(const uint8_t* data, std::size_t size)
{
    // What is linked for its name alone would be left out.
    static const std::vector<TypeId> needed{DeltaCodec::GetTypeId(),
                                            Int8Codec::GetTypeId(),
                                            TopKCodec::GetTypeId(),
                                            RandomKCodec::GetTypeId(),
                                            UniformRandomVariable::GetTypeId()};
    ByteSource source(data, size);
    const bool codec = source.TakeByte() & 1;
    std::string text = source.TakeRest();
    std::replace(text.begin(), text.end(), '\n', ' ');
    return Accepts([&] {
        const TypeId base = codec ? ModelCodec::GetTypeId() : RandomVariableStream::GetTypeId();
        ObjectFactory factory = ParseFactory(text, base, "--x");
        Require(factory.IsTypeIdSet() && factory.GetTypeId().IsChildOf(base), "the type fits");
        Require(factory.Create<Object>() != nullptr, "an object can be made");
        const auto attributes = ListFactoryAttributes(text);
        std::string rest = text;
        for (const auto& [name, value] : attributes)
        {
            TakeFactoryAttribute(rest, name);
        }
        Require(ListFactoryAttributes(rest).empty(), "every attribute can be taken");
    });
}

} // namespace

/** @return the target: numbers and units of options. */
Target
MakeNumberTarget()
{
    return {"number",
            &RunNumber,
            [] {
                return std::vector<std::string>{std::string(1, '\0') + "12345",
                                                "\1" "-2.5e-3",
                                                "\2" "0,0.5,1e0",
                                                "\3" "1,22,100",
                                                "\4" "1.5ms",
                                                "\5" "10Mbps",
                                                "\5" "1e6",
                                                "\6" "+4.5e-320",
                                                "\7" "3.25"};
            },
            [] {
                return std::vector<std::string>{std::string(1, '\0') + "2",
                                                "\1" "1e999",
                                                "\1" "inf",
                                                "\2" "1,",
                                                "\3" "1,-1",
                                                "\4" "-1s",
                                                "\4" "1h",
                                                "\5" "0bps",
                                                "\5" "-5Mbps",
                                                "\5" "1\n0Mbps",
                                                "\5" "1.2.3Mbps",
                                                "\5" "99999999999Gbps",
                                                "\3" "1,\n",
                                                "\6" "nan",
                                                "\7" "1e39",
                                                "\7" "+-1"};
            }};
}

/** @return the target: factory strings. */
Target
MakeFactoryTarget()
{
    return {"factory",
            &RunFactory,
            [] {
                return std::vector<std::string>{
                    "\1ns3::stardust::TopKCodec[Fraction=0.5|ErrorFeedback=false]",
                    "\1ns3::stardust::DeltaCodec[Inner=ns3::stardust::RandomKCodec[Count=3]|MaxPending=2]",
                    "\2ns3::UniformRandomVariable[Min=1|Max=2.5]",
                    "\2ns3::SequentialRandomVariable[Increment=ns3::SequentialRandomVariable[Increment=ns3::"
                    "UniformRandomVariable[Min=1|Max=2]|Max=8]|Max=9]",
                    "\2ns3::ConstantRandomVariable"};
            },
            [] {
                return std::vector<std::string>{
                    "",
                    "\1ns3::UniformRandomVariable",
                    "\1ns3::stardust::TopKCodec[Fraction=0.5",
                    "\1ns3::stardust::TopKCodec[Fraction=x]",
                    "\1ns3::stardust::TopKCodec]",
                    "\1ns3::stardust::DeltaCodec[Inner=ns3::stardust::None]",
                    "\2ns3::UniformRandomVariable[Mean=1]"};
            }};
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
