/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include <filesystem>
#include <fstream>

// The build says which: the function that makes the target.
namespace ns3
{
namespace stardust
{
namespace fuzz
{

/** @return the target of this program. */
Target FUZZ_TARGET();

} // namespace fuzz
} // namespace stardust
} // namespace ns3

namespace
{

/// Puts the seeds where libFuzzer looks for them, into the first folder that is named.
void
WriteSeeds(const ns3::stardust::fuzz::Target& target, const std::string& folder)
{
    uint32_t number = 0;
    for (const auto& inputs : {target.seeds(), target.refused()})
    {
        for (const auto& input : inputs)
        {
            const auto name = "seed-" + std::to_string(number++);
            std::ofstream(std::filesystem::path(folder) / name, std::ios::binary) << input;
        }
    }
}

} // namespace

/**
 * libFuzzer calls it once, before it reads its arguments.
 * @param argc their number.
 * @param argv the arguments.
 * @return 0.
 */
extern "C" int
LLVMFuzzerInitialize(int* argc, char*** argv)
{
    for (int i = 1; i < *argc; ++i)
    {
        if (std::filesystem::is_directory((*argv)[i]))
        {
            WriteSeeds(ns3::stardust::fuzz::FUZZ_TARGET(), (*argv)[i]);
            break;
        }
    }
    return 0;
}

/**
 * libFuzzer calls it for every input.
 * @param data the input.
 * @param size how many bytes.
 * @return 0, to keep it if it is new; -1 if it is to be forgotten.
 */
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static const ns3::stardust::fuzz::Target target = ns3::stardust::fuzz::FUZZ_TARGET();
    target.run(data, size);
    return 0;
}
