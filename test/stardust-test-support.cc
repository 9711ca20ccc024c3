/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/simple-net-device-helper.h"
#include "ns3/sqlite-handle.h"
#include "ns3/synthetic-task.h"

#include <cmath>
#include <fstream>
#include <iostream>
#include <iterator>
#include <numeric>
#include <zlib.h>

namespace ns3
{
namespace stardust
{
namespace tests
{

std::string
CatchInputError(const std::function<void()>& work)
{
    try
    {
        work();
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "";
}

std::string
FindMissingPart(const std::string& message, const std::vector<std::string>& parts)
{
    if (message.empty())
    {
        return "an InputError";
    }
    if (message.find('\n') != std::string::npos)
    {
        return "an end after one line";
    }
    for (const auto& part : parts)
    {
        if (message.find(part) == std::string::npos)
        {
            return part;
        }
    }
    return "";
}

void
WriteFile(const std::string& path, const std::string& content)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << content;
}

void
WriteGzip(const std::string& path, const std::string& content)
{
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, content.data(), content.size());
    gzclose(file);
}

std::string
ReadBytes(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string
Ask(const std::string& path, const std::string& sql)
{
    SqliteConnection connection(path);
    SqliteStatement query(connection, sql);
    return query.Step() ? query.GetText(0) : "no row";
}

double
AskNumber(const std::string& path, const std::string& sql)
{
    SqliteConnection connection(path);
    SqliteStatement query(connection, sql);
    return query.Step() ? query.GetReal(0) : std::nan("");
}

std::string
FindSharedData(const std::string& relative)
{
    // Run from the checkout, from build/ in it, or from an ns-3 tree: only the
    // first finds it, the others skip.
    for (const std::string base : {"../shared/data/", "../../shared/data/"})
    {
        if (std::ifstream(base + relative))
        {
            return base + relative;
        }
    }
    std::cout << "skipped: ../shared/data/" << relative << " is not there" << std::endl;
    return "";
}

NodeContainer
MakeIdealNetwork(uint32_t n)
{
    NodeContainer nodes;
    nodes.Create(n);
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(nodes);
    SimpleNetDeviceHelper link;
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.0.0");
    addresses.Assign(link.Install(nodes));
    stack.AssignStreams(nodes, int64_t(1) << 50);
    return nodes;
}

Ptr<const LabeledDataset>
MakeSmallTask(uint32_t learners, uint32_t perLearner)
{
    GaussianTask task;
    task.samples = learners * perLearner;
    task.features = 4;
    task.classes = 2;
    return MakeGaussianTask(task, 900);
}

void
SetSmallTask(LearnerHelper& helper, uint32_t learners, uint32_t perLearner)
{
    DataShares shares(learners);
    uint32_t next = 0;
    for (auto& share : shares)
    {
        share.resize(perLearner);
        std::iota(share.begin(), share.end(), next);
        next += perLearner;
    }
    helper.SetData(MakeSmallTask(learners, std::max(perLearner, 1u)), shares);
}

} // namespace tests
} // namespace stardust
} // namespace ns3
