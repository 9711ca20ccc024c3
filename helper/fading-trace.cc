/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fading-trace.h"

#include "ns3/line-reader.h"
#include "ns3/number-parser.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string_view>

namespace ns3
{
namespace stardust
{

namespace
{

const std::string_view SPACES = " \t";
/// A gain beyond is no fading, dB.
constexpr double MOST_GAIN = 1000;

/// ns-3 reads the file as it is: neither gzip nor a byte order mark is understood there.
bool
IsPlain(const std::string& path)
{
    const int first = std::ifstream(path, std::ios::binary).get();
    return first != 0x1f && first != 0xef;
}

/// Samples in the line at hand.
uint32_t
CountSamples(const LineReader& lines)
{
    const std::string_view line = lines.GetLine();
    uint32_t count = 0;
    for (auto begin = line.find_first_not_of(SPACES); begin != std::string_view::npos; ++count)
    {
        const auto end = std::min(line.find_first_of(SPACES, begin), line.size());
        const std::string_view text = line.substr(begin, end - begin);
        double gain = 0;
        if (!ParseDouble(text, gain) || std::abs(gain) > MOST_GAIN)
        {
            lines.Fail("sample " + std::to_string(count + 1) + " is " + QuoteForMessage(text) +
                       ", expected a gain in dB");
        }
        begin = line.find_first_not_of(SPACES, end);
    }
    return count;
}

} // namespace

FadingTraceSize
ReadFadingTrace(const std::string& path, uint32_t blocks)
{
    LineReader lines(path);
    if (!IsPlain(path))
    {
        lines.FailAt(1, "not plain text, expected a fading trace as ns-3 reads it");
    }
    FadingTraceSize size;
    while (lines.Next())
    {
        const uint32_t samples = CountSamples(lines);
        if (samples == 0)
        {
            continue;
        }
        if (size.blocks == FadingTraceSize::MOST_BLOCKS)
        {
            lines.Fail("more than 100 resource blocks, a line each");
        }
        if (size.blocks > 0 && samples != size.samples)
        {
            lines.Fail(std::to_string(samples) + " samples, expected " +
                       std::to_string(size.samples) + " as in the lines before");
        }
        size.samples = samples;
        ++size.blocks;
    }
    const std::string found = "a fading trace of " + std::to_string(size.blocks) +
                              " resource blocks with " + std::to_string(size.samples) + " samples";
    if (size.blocks < blocks || size.samples < FadingTraceSize::FEWEST_SAMPLES)
    {
        lines.FailAt(lines.GetNumber(),
                     "ends " + found + "; expected " + std::to_string(blocks) +
                         " lines, one for each of the channel's resource blocks, with " +
                         std::to_string(FadingTraceSize::FEWEST_SAMPLES) + " samples or more");
    }
    return size;
}

} // namespace stardust
} // namespace ns3
