/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The merges that exact staleness of all pairs takes, as a bare loop without
// simulator, messages or random waits: rows of n versions, a maximum into a
// random other row, and the time integrals of rows and columns. The reference
// of direct-speed.py for runs that track all sources.

#include "ns3/number-parser.h"
#include "ns3/script-options.h"

#include <chrono>
#include <iostream>
#include <random>
#include <vector>

using namespace ns3::stardust;

namespace
{

int
RunBenchmark(int argc, char* argv[])
{
    uint32_t n = 10000;
    uint32_t merges = 200000;
    double gossipRate = 1;
    ScriptOptions options("Merges of version rows in a bare loop.");
    options.Add("learners", "Number of rows and columns", n, 2);
    options.Add("merges", "How many", merges, 1);
    options.Add("gossipRate", "Merges for each update", gossipRate, 1e-9);
    options.Parse(argc, argv);
    std::vector<uint32_t> versions(std::size_t(n) * n, 0);
    std::vector<uint64_t> columns(n, 0);
    std::vector<uint64_t> rows(n, 0);
    std::mt19937 random(1);
    const auto drawDevice = [&] { return static_cast<uint32_t>(random() % n); };
    uint64_t time = 0;
    double updates = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (uint32_t merge = 0; merge < merges; ++merge)
    {
        time += 10000;
        for (updates += 1 / gossipRate; updates >= 1; updates -= 1)
        {
            const std::size_t source = drawDevice();
            ++versions[source * n + source];
        }
        const std::size_t sender = drawDevice();
        const std::size_t receiver = drawDevice();
        const uint32_t* learned = versions.data() + sender * n;
        uint32_t* row = versions.data() + receiver * n;
        uint64_t sum = 0;
        for (uint32_t k = 0; k < n; ++k)
        {
            const uint32_t rise = learned[k] > row[k] ? learned[k] - row[k] : 0;
            row[k] += rise;
            sum += rise;
            columns[k] += rise * time;
        }
        rows[receiver] += sum * time;
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    uint64_t check = 0;
    for (const uint64_t column : columns)
    {
        check ^= column;
    }
    std::cout << "messages " << merges << " run_s " << wall.count() << " check " << check
              << std::endl;
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &RunBenchmark);
}
