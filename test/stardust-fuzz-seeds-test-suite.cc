/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz/fuzz-target.h"
#include "stardust-test-support.h"

#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::fuzz;

namespace
{

/// What became of an input.
enum class Fate
{
    ACCEPTED, //!< it was read
    REFUSED,  //!< it was refused, as it may be
    BROKEN    //!< something that must hold does not
};

Fate
Try(const Target& target, const std::string& input, std::string& why)
{
    // Its exact size, on the heap: memory checkers see a step beyond it.
    const std::vector<uint8_t> bytes(input.begin(), input.end());
    try
    {
        return target.run(bytes.data(), bytes.size()) ? Fate::ACCEPTED : Fate::REFUSED;
    }
    catch (const std::exception& error)
    {
        why = error.what();
        return Fate::BROKEN;
    }
}

/// An input with some bytes changed, put in or taken out, or a piece of another put in its place.
std::string
Mutate(std::string input, const std::string& other, std::mt19937& random)
{
    const auto below = [&random](std::size_t n) { return n == 0 ? 0 : random() % n; };
    for (uint32_t times = 1 + below(4); times > 0; --times)
    {
        const std::size_t at = below(input.size());
        switch (below(5))
        {
        case 0:
            input.insert(at, 1, static_cast<char>(random()));
            break;
        case 1:
            input.erase(at, 1 + below(4));
            break;
        case 2:
            input.resize(at);
            break;
        case 3:
            input.replace(at, below(9), other, below(other.size()), below(9));
            break;
        default:
            if (!input.empty())
            {
                input[at] ^= static_cast<char>(1 << below(8));
            }
        }
    }
    return input;
}

} // namespace

STARDUST_TEST_CASE(SeedsTestCase, "every target reads what is right and refuses what once was not refused")
{
    for (const auto& target : ListTargets())
    {
        for (const bool sound : {true, false})
        {
            uint32_t number = 0;
            for (const auto& input : sound ? target.seeds() : target.refused())
            {
                std::string why;
                const Fate fate = Try(target, input, why);
                NS_TEST_EXPECT_MSG_EQ((fate == (sound ? Fate::ACCEPTED : Fate::REFUSED)),
                                      true,
                                      target.name << (sound ? ": input " : ": refused input ") << number
                                                  << " " << why);
                ++number;
            }
            NS_TEST_EXPECT_MSG_GT(number, 0, target.name << " has inputs");
        }
    }
}

STARDUST_TEST_CASE(MutantsTestCase, "mutants of the seeds break nothing, in any target")
{
    for (const auto& target : ListTargets())
    {
        std::vector<std::string> inputs = target.seeds();
        const auto refused = target.refused();
        inputs.insert(inputs.end(), refused.begin(), refused.end());
        std::mt19937 random(20);
        // A trace waits for the disk.
        const uint32_t mutants = std::string(target.name) == "trace" ? 15 : 2000;
        uint32_t broken = 0;
        std::string why;
        for (uint32_t tried = 0; tried < mutants; ++tried)
        {
            const std::string& other = inputs[random() % inputs.size()];
            const std::string input = Mutate(inputs[tried % inputs.size()], other, random);
            broken += Try(target, input, why) == Fate::BROKEN;
        }
        NS_TEST_EXPECT_MSG_EQ(broken, 0, target.name << ", of " << mutants << " mutants: " << why);
    }
}

/// The fuzzing targets, without a fuzzer.
class StardustFuzzSeedsTestSuite : public TestSuite
{
  public:
    StardustFuzzSeedsTestSuite()
        : TestSuite("stardust-fuzz-seeds", Type::SYSTEM)
    {
        AddTestCase(new SeedsTestCase);
        AddTestCase(new MutantsTestCase);
    }
};

static StardustFuzzSeedsTestSuite g_stardustFuzzSeedsTestSuite;
