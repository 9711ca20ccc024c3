/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "unit-parser.h"

#include "input-error.h"
#include "number-parser.h"

#include <map>

namespace ns3
{
namespace stardust
{

namespace
{
/// Longest duration, s.
constexpr double MOST_SECONDS = 1e6;
/// Highest rate, bit/s: ns-3 keeps rates in 64 bits.
constexpr double MOST_BITS = 1e15;
} // namespace

Time
ParseDuration(const std::string& text, const std::string& context)
{
    static const std::map<std::string, double> units{{"", 1},
                                                     {"s", 1},
                                                     {"ms", 1e-3},
                                                     {"us", 1e-6},
                                                     {"ns", 1e-9}};
    const auto end = text.find_last_of("0123456789.") + 1;
    const auto unit = units.find(text.substr(end));
    if (unit == units.end())
    {
        throw InputError(context + ": expected a duration in s, ms, us or ns, such as 5ms");
    }
    const double value = ParseReal(text.substr(0, end), 0, MOST_SECONDS / unit->second, context);
    return Seconds(value * unit->second);
}

DataRate
ParseDataRate(const std::string& text, const std::string& context)
{
    const bool isPlain = !text.empty() && text.find_last_of("0123456789.") == text.size() - 1;
    if (isPlain)
    {
        return DataRate(static_cast<uint64_t>(ParseReal(text, 1, MOST_BITS, context)));
    }
    DataRateValue rate;
    if (!rate.DeserializeFromString(text, MakeDataRateChecker()) || rate.Get().GetBitRate() == 0)
    {
        throw InputError(context + ": expected a data rate such as 10Mbps");
    }
    return rate.Get();
}

} // namespace stardust
} // namespace ns3
