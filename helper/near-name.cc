/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "near-name.h"

#include <algorithm>
#include <cctype>

namespace ns3
{
namespace stardust
{

namespace
{

/// Longer words are not compared: it takes time with their square.
constexpr std::size_t MOST_LETTERS = 64;

/// The last part of a name, in small letters.
std::string
Simplify(const std::string& name)
{
    const auto colon = name.rfind(':');
    std::string simple = colon == std::string::npos ? name : name.substr(colon + 1);
    std::transform(simple.begin(), simple.end(), simple.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return simple;
}

/// Slips between two words: optimal string alignment.
std::size_t
CountSlips(const std::string& a, const std::string& b)
{
    std::vector<std::vector<std::size_t>> slips(a.size() + 1,
                                                std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
    {
        for (std::size_t j = 0; j <= b.size(); ++j)
        {
            if (i == 0 || j == 0)
            {
                slips[i][j] = i + j;
                continue;
            }
            slips[i][j] = std::min({slips[i - 1][j] + 1,
                                    slips[i][j - 1] + 1,
                                    slips[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            {
                slips[i][j] = std::min(slips[i][j], slips[i - 2][j - 2] + 1);
            }
        }
    }
    return slips[a.size()][b.size()];
}

} // namespace

std::string
FindNearName(const std::string& word, const std::vector<std::string>& names)
{
    const std::string meant = Simplify(word);
    std::string nearest;
    if (meant.empty() || meant.size() > MOST_LETTERS)
    {
        return nearest;
    }
    std::size_t least = meant.size() <= 4 ? 2 : (meant.size() <= 8 ? 3 : 4);
    // A short word is no misspelling of one of as many letters as it has slips.
    least = std::min(least, meant.size());
    for (const auto& name : names)
    {
        const std::string simple = Simplify(name);
        const std::size_t slips = simple.size() > MOST_LETTERS ? least : CountSlips(meant, simple);
        if (slips < least)
        {
            least = slips;
            nearest = name;
        }
    }
    return nearest;
}

} // namespace stardust
} // namespace ns3
