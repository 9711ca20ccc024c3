/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-timeliness-runs.h"

#include "ns3/direct-network-helper.h"
#include "ns3/learner-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{
namespace tests
{

namespace
{

/// First stream of a row's learners: beside those that the module gives out.
constexpr int64_t FIRST_STREAM = int64_t(1) << 45;
/// Streams of a row.
constexpr int64_t ROW_STREAMS = 1 << 16;

std::string
MakeExponential(double mean)
{
    return "ns3::ExponentialRandomVariable[Mean=" + std::to_string(mean) + "]";
}

/// What the draws of an update's time come from; a device that makes none waits for ever.
std::string
MakeUpdateTime(double mean, bool makesUpdates)
{
    if (!makesUpdates)
    {
        return "ns3::ConstantRandomVariable[Constant=1e18]";
    }
    return mean > 0 ? MakeExponential(mean) : "ns3::ConstantRandomVariable[Constant=0]";
}

/// Messages a second of the whole network.
double
FindTotalRate(const TimelinessSettings& settings)
{
    double sum = 0;
    for (const double rate : settings.gossipRates)
    {
        sum += rate;
    }
    return settings.gossipRates.empty() ? settings.n * settings.gossipRate : sum;
}

Ptr<LearnerGroup>
InstallLearners(const TimelinessSettings& settings)
{
    DirectNetworkHelper network;
    network.SetErrorRate(settings.loss);
    network.SetOccupying(settings.occupying);
    network.SetDelay(std::to_string(settings.delay));
    LearnerHelper learners;
    network.Install(learners);
    learners.SetTimelinessOnly();
    learners.SetPeerSelector(settings.selector);
    learners.SetAttribute("UpdateShift", TimeValue(Seconds(settings.updateShift)));
    learners.SetAttribute("UpdateTime", StringValue(MakeUpdateTime(settings.updateMean, true)));
    learners.SetAttribute("GossipInterval", StringValue(MakeExponential(1 / settings.gossipRate)));
    if (settings.graph)
    {
        learners.SetGraph(settings.graph);
    }
    const int64_t first = FIRST_STREAM + settings.row * ROW_STREAMS;
    learners.SetFirstStream(first);
    NodeContainer nodes;
    nodes.Create(settings.n);
    learners.Install(nodes);
    Ptr<LearnerGroup> group = learners.GetGroup();
    for (uint32_t i = 0; i < settings.n; ++i)
    {
        Ptr<GossipLearner> learner = group->GetLearner(i);
        if (i >= settings.sources)
        {
            learner->SetAttribute("UpdateTime", StringValue(MakeUpdateTime(0, false)));
        }
        if (!settings.gossipRates.empty())
        {
            learner->SetAttribute("GossipInterval",
                                  StringValue(MakeExponential(1 / settings.gossipRates[i])));
        }
        // Variables that were replaced have streams of nobody's choice.
        learner->AssignStreams(first + i * GossipLearner::STREAM_STRIDE);
    }
    return group;
}

void
Advance(double seconds)
{
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
}

/// Integrals since time 0 of some time averages.
std::vector<double>
Integrate(const StalenessMonitor& monitor, const std::vector<TimeAverage>& averages)
{
    std::vector<double> integrals;
    for (const auto& average : averages)
    {
        integrals.push_back(average(monitor) * Simulator::Now().GetSeconds());
    }
    return integrals;
}

/// One batch: the averages over its time, and of the samples taken in it if any are.
std::vector<double>
RunBatch(const StalenessMonitor& monitor,
         const std::vector<TimeAverage>& averages,
         double length,
         double sampleEach)
{
    const Time begin = Simulator::Now();
    const std::vector<double> before = Integrate(monitor, averages);
    double worst = 0;
    if (sampleEach > 0)
    {
        const auto samples = static_cast<uint32_t>(std::ceil(length / sampleEach));
        for (uint32_t k = 0; k < samples; ++k)
        {
            Advance(length / samples);
            worst += monitor.Sample().meanWorst / samples;
        }
    }
    else
    {
        Advance(length);
    }
    std::vector<double> means = Integrate(monitor, averages);
    const double span = (Simulator::Now() - begin).GetSeconds();
    for (std::size_t k = 0; k < means.size(); ++k)
    {
        means[k] = (means[k] - before[k]) / span;
    }
    if (sampleEach > 0)
    {
        means.push_back(worst);
    }
    return means;
}

/// Mean and standard error of one figure over batches; correlation = memory / length.
Measured
Conclude(const std::vector<std::vector<double>>& batches, std::size_t figure, double correlation)
{
    const auto count = static_cast<double>(batches.size());
    double sum = 0;
    for (const auto& batch : batches)
    {
        sum += batch[figure];
    }
    const double mean = sum / count;
    double squares = 0;
    for (const auto& batch : batches)
    {
        squares += (batch[figure] - mean) * (batch[figure] - mean);
    }
    return {mean, std::sqrt(squares / (count - 1) / count / (1 - correlation))};
}

} // namespace

std::vector<Measured>
MeasureTimeliness(const TimelinessSettings& settings, const std::vector<TimeAverage>& averages)
{
    Ptr<LearnerGroup> group = InstallLearners(settings);
    auto monitor = CreateObject<StalenessMonitor>();
    monitor->SetAttribute("MaxPairIntegrals", UintegerValue(settings.pairs ? 1 << 20 : 0));
    monitor->Attach(group->GetVersions());
    const double length = std::max(settings.memories * settings.memory,
                                   settings.messages / FindTotalRate(settings) / settings.batches);
    Advance(6 * settings.memory);
    std::vector<std::vector<double>> batches;
    for (uint32_t k = 0; k < settings.batches; ++k)
    {
        batches.push_back(RunBatch(*monitor, averages, length, settings.sampleEach));
    }
    Simulator::Destroy();
    std::vector<Measured> results;
    for (std::size_t figure = 0; figure < batches.front().size(); ++figure)
    {
        results.push_back(Conclude(batches, figure, settings.memory / length));
    }
    return results;
}

Measured
MeasureStaleness(const TimelinessSettings& settings)
{
    return MeasureTimeliness(settings, {std::mem_fn(&StalenessMonitor::GetMeanStaleness)}).front();
}

} // namespace tests
} // namespace stardust
} // namespace ns3
