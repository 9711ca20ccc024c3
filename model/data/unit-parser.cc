/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "unit-parser.h"

#include "input-error.h"
#include "number-parser.h"

#include <algorithm>
#include <cctype>
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

/// One of a unit of ns-3's DataRate, in bit/s; 0 if it is none.
double
FindBits(const std::string& unit)
{
    // ns-3 ends the program where it finds a space.
    const bool isWord = std::all_of(unit.begin(), unit.end(), [](unsigned char c) {
        return std::isalpha(c) || c == '/';
    });
    DataRateValue one;
    const bool known = isWord && one.DeserializeFromString("1" + unit, MakeDataRateChecker());
    return known ? static_cast<double>(one.Get().GetBitRate()) : 0;
}

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
    // Not by ns-3: it overlooks a second point, and what 64 bits cannot hold.
    const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
    double number = 0;
    const bool read = ParseDouble(text.substr(0, end), number);
    const double bits = number * FindBits(text.substr(end));
    if (!read || bits < 1 || bits > MOST_BITS)
    {
        throw InputError(context + ": expected a data rate such as 10Mbps");
    }
    return DataRate(static_cast<uint64_t>(bits));
}

} // namespace stardust
} // namespace ns3
