/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LAYER_SIZES_H
#define LAYER_SIZES_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Read a list of sizes such as `64,32`.
 * @param text whole numbers from 1 to 2^20, separated by commas.
 * @param what names the list in errors.
 * @return the numbers.
 * @throws InputError if there is none, or one is wrong.
 */
std::vector<uint32_t> ParseSizes(const std::string& text, const std::string& what);

/**
 * @ingroup stardust
 * @param sizes some numbers.
 * @return them as ParseSizes() reads them.
 */
std::string FormatSizes(const std::vector<uint32_t>& sizes);

} // namespace stardust
} // namespace ns3

#endif // LAYER_SIZES_H
