/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "layer-sizes.h"

#include "ns3/input-error.h"
#include "ns3/number-parser.h"

namespace ns3
{
namespace stardust
{

std::vector<uint32_t>
ParseSizes(const std::string& text, const std::string& what)
{
    const std::string context = what + "=" + text;
    const std::vector<uint64_t> sizes = ParseWholes(text, 1, 1 << 20, context);
    if (sizes.empty())
    {
        throw InputError(context + ": expected at least one whole number");
    }
    return {sizes.begin(), sizes.end()};
}

std::string
FormatSizes(const std::vector<uint32_t>& sizes)
{
    std::string text;
    for (const uint32_t size : sizes)
    {
        text += (text.empty() ? "" : ",") + std::to_string(size);
    }
    return text;
}

} // namespace stardust
} // namespace ns3
