/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */


#include "layer-sizes.h"

#include "ns3/number-parser.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

std::vector<uint32_t>
ParseSizes(const std::string& text, const std::string& what)
{
    std::vector<uint32_t> sizes;
    std::size_t begin = 0;
    while (begin <= text.size())
    {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        sizes.push_back(static_cast<uint32_t>(ParseWhole(word, 1, 1 << 20, what + "=" + text)));
        begin = end + 1;
    }
    return sizes;
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
