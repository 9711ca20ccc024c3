/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "number-parser.h"

#include "input-error.h"
#include "line-reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <sstream>

namespace ns3
{
namespace stardust
{

namespace
{

std::string
DescribeRange(double minimum, double maximum)
{
    const bool open = maximum >= 1e18;
    if (minimum > 0 && minimum <= std::numeric_limits<double>::min())
    {
        return open ? " above 0" : " above 0, at most " + FormatNumber(maximum);
    }
    if (open && minimum <= -1e18)
    {
        return "";
    }
    return open ? " of at least " + FormatNumber(minimum)
                : " from " + FormatNumber(minimum) + " to " + FormatNumber(maximum);
}

/// A sign that std::from_chars does not know.
std::string_view
SkipPlus(std::string_view text)
{
    const bool plus = text.size() > 1 && text[0] == '+' && text[1] != '-' && text[1] != '+';
    return plus ? text.substr(1) : text;
}

/// Whether a number that no type can hold is beyond all bounds, not next to zero.
bool
IsHuge(std::string_view text)
{
    const auto exponent = text.find_first_of("eE");
    return exponent == std::string_view::npos || text.substr(exponent + 1, 1) != "-";
}

} // namespace

std::string
FormatNumber(double value)
{
    std::ostringstream os;
    os.precision(10);
    os << value;
    return os.str();
}

uint64_t
ParseWhole(const std::string& text,
           uint64_t minimum,
           uint64_t maximum,
           const std::string& context)
{
    uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || rest != end || error != std::errc() || value < minimum || value > maximum)
    {
        throw InputError(context + ": expected a whole number" +
                         DescribeRange(static_cast<double>(minimum), static_cast<double>(maximum)));
    }
    return value;
}

double
ParseReal(const std::string& text, double minimum, double maximum, const std::string& context)
{
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || rest != end || error != std::errc() || !std::isfinite(value) ||
        value < minimum || value > maximum)
    {
        throw InputError(context + ": expected a number" + DescribeRange(minimum, maximum));
    }
    return value;
}

bool
ParseDouble(std::string_view text, double& value)
{
    const std::string_view number = SkipPlus(text);
    const char* end = number.data() + number.size();
    const auto [rest, error] = std::from_chars(number.data(), end, value);
    if (rest == end && error == std::errc::result_out_of_range && !IsHuge(number))
    {
        value = 0;
        return true;
    }
    return rest == end && error == std::errc() && std::isfinite(value);
}

bool
ParseFloat(std::string_view text, float& value)
{
    const std::string_view number = SkipPlus(text);
    const char* end = number.data() + number.size();
    const auto [rest, error] = std::from_chars(number.data(), end, value);
    if (error == std::errc::result_out_of_range)
    {
        double wide = 0;
        const bool tiny = ParseDouble(number, wide) && std::fabs(wide) < 1;
        value = 0;
        return tiny;
    }
    return rest == end && error == std::errc() && std::isfinite(value);
}

bool
IsNotFinite(std::string_view text)
{
    const std::string_view number = SkipPlus(text);
    double value = 0;
    const char* end = number.data() + number.size();
    const auto [rest, error] = std::from_chars(number.data(), end, value);
    return rest == end && error == std::errc() && !std::isfinite(value);
}

std::vector<std::string>
SplitAtCommas(const std::string& text)
{
    std::vector<std::string> parts;
    std::size_t begin = 0;
    while (!text.empty() && begin <= text.size())
    {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

std::vector<uint64_t>
ParseWholes(const std::string& text,
            uint64_t minimum,
            uint64_t maximum,
            const std::string& context)
{
    std::vector<uint64_t> values;
    for (const auto& part : SplitAtCommas(text))
    {
        values.push_back(ParseWhole(part, minimum, maximum, context + ": " + QuoteForMessage(part)));
    }
    return values;
}

std::vector<double>
ParseReals(const std::string& text, double minimum, double maximum, const std::string& context)
{
    std::vector<double> values;
    for (const auto& part : SplitAtCommas(text))
    {
        values.push_back(ParseReal(part, minimum, maximum, context + ": " + QuoteForMessage(part)));
    }
    return values;
}

} // namespace stardust
} // namespace ns3
