/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "device-speeds.h"

#include "factory-parser.h"

#include "ns3/gossip-learner.h"
#include "ns3/input-error.h"
#include "ns3/number-parser.h"
#include "ns3/random-variable-stream.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

namespace ns3
{
namespace stardust
{

namespace
{

bool
IsSpeed(double value)
{
    return std::isfinite(value) && value > 0;
}

double
ParseSpeed(const std::string& text, const std::string& context)
{
    return ParseReal(text,
                     std::numeric_limits<double>::min(),
                     std::numeric_limits<double>::max(),
                     context);
}

std::string
Trim(const std::string& line)
{
    const char* blanks = " \t\r";
    const auto begin = line.find_first_not_of(blanks);
    return begin == std::string::npos
               ? ""
               : line.substr(begin, line.find_last_not_of(blanks) - begin + 1);
}

std::vector<double>
ReadSpeeds(const std::string& path, uint32_t n)
{
    std::ifstream file(path);
    if (!file)
    {
        throw InputError(path + ": cannot be opened: " + std::strerror(errno));
    }
    std::vector<double> speeds;
    std::string line;
    for (uint32_t number = 1; std::getline(file, line); ++number)
    {
        const std::string text = Trim(line);
        if (text.empty() || text[0] == '#')
        {
            continue;
        }
        const std::string context = path + ":" + std::to_string(number) + ": ";
        if (speeds.size() == n)
        {
            throw InputError(context + "more speeds than --learners=" + std::to_string(n));
        }
        speeds.push_back(ParseSpeed(text, context + "speed " + text));
    }
    if (file.bad())
    {
        throw InputError(path + ": cannot be read");
    }
    if (speeds.size() != n)
    {
        throw InputError(path + ": " + std::to_string(speeds.size()) +
                         " speeds for " + std::to_string(n) + " devices (--learners)");
    }
    return speeds;
}

std::vector<double>
DrawSpeeds(const std::string& spec, uint32_t n, int64_t firstStream)
{
    const ObjectFactory factory =
        ParseFactory(spec, RandomVariableStream::GetTypeId(), "--deviceSpeed");
    std::vector<double> speeds(n);
    for (uint32_t i = 0; i < n; ++i)
    {
        auto random = factory.Create<RandomVariableStream>();
        random->SetStream(firstStream + i * GossipLearner::STREAM_STRIDE +
                          GossipLearner::STREAM_DEVICE_SPEED);
        speeds[i] = random->GetValue();
        if (!IsSpeed(speeds[i]))
        {
            throw InputError("--deviceSpeed=" + spec + ": learner " + std::to_string(i) +
                             " draws " + FormatNumber(speeds[i]) +
                             ", expected a finite number above 0");
        }
    }
    return speeds;
}

} // namespace

std::vector<double>
MakeDeviceSpeeds(const std::string& spec, uint32_t n, int64_t firstStream)
{
    const std::string fileWord = "file:";
    if (spec.compare(0, fileWord.size(), fileWord) == 0)
    {
        return ReadSpeeds(spec.substr(fileWord.size()), n);
    }
    if (spec.compare(0, 5, "ns3::") == 0)
    {
        return DrawSpeeds(spec, n, firstStream);
    }
    return std::vector<double>(n, ParseSpeed(spec, "--deviceSpeed=" + spec));
}

void
CheckDeviceSpeeds(const std::vector<double>& speeds, uint32_t n)
{
    if (!speeds.empty() && speeds.size() != n)
    {
        throw InputError("--deviceSpeed: " + std::to_string(speeds.size()) +
                         " speeds for " + std::to_string(n) + " devices (--learners)");
    }
    const auto wrong = std::find_if_not(speeds.begin(), speeds.end(), IsSpeed);
    if (wrong != speeds.end())
    {
        throw InputError("--deviceSpeed: " + FormatNumber(*wrong) + " for learner " +
                         std::to_string(wrong - speeds.begin()) +
                         ", expected a finite number above 0");
    }
}

} // namespace stardust
} // namespace ns3
