/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-path.h"

#include "ns3/input-error.h"

namespace ns3
{
namespace stardust
{

namespace
{

/// Seconds, exactly.
std::string
FormatSeconds(Time time)
{
    constexpr int64_t second = 1000000000;
    const int64_t ns = time.GetNanoSeconds();
    std::string text = std::to_string(ns / second);
    if (ns % second != 0)
    {
        const std::string decimals = std::to_string(second + ns % second).substr(1);
        text += "." + decimals.substr(0, decimals.find_last_not_of('0') + 1);
    }
    return text;
}

} // namespace

ModelPath::ModelPath(const std::string& pattern)
    : m_pattern(pattern)
{
    const std::string context = "--saveModels=" + pattern;
    const std::size_t slash = pattern.rfind('/');
    const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
    if (name == pattern.size())
    {
        throw InputError(context + ": expected the name of a file");
    }
    std::size_t next = 0;
    while ((next = pattern.find('%', next)) != std::string::npos)
    {
        const std::size_t at = next;
        next += 2;
        const char what = at + 1 < pattern.size() ? pattern[at + 1] : ' ';
        if (what != 't' && what != 'r' && what != '%')
        {
            throw InputError(context + ": expected %t (time in seconds), %r (RngRun) or %% after "
                                       "each percent sign");
        }
        if (what != '%' && at < name)
        {
            throw InputError(context + ": %" + what + " in a folder's name, expected it in the "
                                                      "file's");
        }
        m_hasTime = m_hasTime || what == 't';
        m_hasRun = m_hasRun || what == 'r';
    }
}

bool
ModelPath::HasTime() const
{
    return m_hasTime;
}

bool
ModelPath::HasRun() const
{
    return m_hasRun;
}

std::string
ModelPath::Expand(Time time, uint64_t run) const
{
    std::string path;
    for (std::size_t at = 0; at < m_pattern.size(); ++at)
    {
        if (m_pattern[at] != '%')
        {
            path += m_pattern[at];
            continue;
        }
        ++at;
        path += m_pattern[at] == 't'   ? FormatSeconds(time)
                : m_pattern[at] == 'r' ? std::to_string(run)
                                       : "%";
    }
    return path;
}

} // namespace stardust
} // namespace ns3
