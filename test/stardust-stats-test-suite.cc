/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/direct-network-helper.h"
#include "ns3/omnet-data-output.h"
#include "ns3/record-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/stats-export.h"
#include "ns3/string.h"
#if __has_include("ns3/sqlite-data-output.h")
#include "ns3/sqlite-data-output.h"
#define STATS_WRITE_SQLITE
#endif

#include <cmath>
#include <fstream>
#include <map>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Takes down what a DataCollector holds.
class NumberOutput : public DataOutputInterface, public DataOutputCallback
{
  public:
    void Output(DataCollector& collector) override
    {
        for (auto i = collector.DataCalculatorBegin(); i != collector.DataCalculatorEnd(); ++i)
        {
            (*i)->Output(*this);
        }
        for (auto i = collector.MetadataBegin(); i != collector.MetadataEnd(); ++i)
        {
            metadata[i->first] = i->second;
        }
    }

    void OutputStatistic(std::string context,
                         std::string key,
                         const StatisticalSummary* summary) override
    {
        const std::string name = context + "/" + key;
        numbers[name + "/count"] = summary->getCount();
        numbers[name + "/sum"] = summary->getSum();
        numbers[name + "/min"] = summary->getMin();
        numbers[name + "/max"] = summary->getMax();
        numbers[name + "/mean"] = summary->getMean();
    }

    void OutputSingleton(std::string context, std::string key, int value) override
    {
        numbers[context + "/" + key] = value;
    }

    void OutputSingleton(std::string context, std::string key, uint32_t value) override
    {
        numbers[context + "/" + key] = value;
    }

    void OutputSingleton(std::string context, std::string key, double value) override
    {
        numbers[context + "/" + key] = value;
    }

    void OutputSingleton(std::string, std::string, std::string) override
    {
    }

    void OutputSingleton(std::string, std::string, Time) override
    {
    }

    std::map<std::string, double> numbers;       //!< by context/key, and what of it
    std::map<std::string, std::string> metadata; //!< by key
};

/// A run that loses and delays, in a trace and in a DataCollector.
Ptr<DataCollector>
MakeExportedRun(const std::string& trace, bool learning)
{
    LearnerHelper helper;
    if (learning)
    {
        SetSmallTask(helper, 6, 10);
    }
    else
    {
        helper.SetTimelinessOnly();
    }
    DirectNetworkHelper network;
    network.SetDelay("ns3::ExponentialRandomVariable[Mean=0.2]");
    network.SetErrorRate(0.2);
    network.Install(helper);
    NodeContainer nodes;
    nodes.Create(6);
    helper.Install(nodes);
    RecordHelper record;
    record.SetTrace(trace);
    record.SetName("exports/direct");
    record.SetCommandLine("./a \"b c\"", "{}");
    record.SetWarmUp(Seconds(10));
    if (learning)
    {
        record.SetEvaluation(MakeSmallTask(6, 10), Seconds(5));
    }
    else
    {
        record.SetSampleInterval(Seconds(5));
    }
    Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
    auto output = CreateObject<StatsExport>();
    output->Start(recorder);
    Simulator::Stop(Seconds(60));
    Simulator::Run();
    auto collector = CreateObject<DataCollector>();
    output->Fill(recorder->Finish(), collector);
    Simulator::Destroy();
    return collector;
}

} // namespace

STARDUST_TEST_CASE(StatsNumbersTestCase, "the DataCollector holds what the trace says")
{
    const std::string trace = CreateTempDirFilename("stats.db");
    NumberOutput output;
    output.Output(*MakeExportedRun(trace, true));
    const std::map<std::string, std::string> queries{
        {"messages/sent", "SELECT messages_sent FROM run"},
        {"messages/delivered", "SELECT count(*) FROM model_message WHERE outcome = 'delivered'"},
        {"messages/lost", "SELECT count(*) FROM model_message WHERE outcome = 'lost'"},
        {"messages/in_flight", "SELECT count(*) FROM model_message WHERE outcome = 'in_flight'"},
        {"messages/bytes_sent", "SELECT sum(bytes) FROM model_message"},
        {"messages/delay_s/count", "SELECT count(delay_s) FROM message"},
        {"messages/delay_s/sum", "SELECT sum(delay_s) FROM message"},
        {"messages/delay_s/min", "SELECT min(delay_s) FROM message"},
        {"messages/delay_s/max", "SELECT max(delay_s) FROM message"},
        {"messages/staleness/mean", "SELECT avg(staleness) FROM model_message"},
        {"messages/bytes/count", "SELECT count(*) FROM model_message WHERE outcome <> 'in_flight'"},
        {"updates/completed", "SELECT count(*) FROM local_update"},
        {"updates/loss/count", "SELECT count(loss) FROM local_update"},
        {"updates/loss/mean", "SELECT avg(loss) FROM local_update"},
        {"staleness/sampled_mean/count",
         "SELECT count(*) FROM staleness_sample, run WHERE sampled_ns >= warm_up_ns"},
        {"staleness/sampled_mean/mean",
         "SELECT avg(mean) FROM staleness_sample, run WHERE sampled_ns >= warm_up_ns"},
        {"staleness/time_average", "SELECT mean_staleness FROM run"},
        {"models/accuracy/mean", "SELECT mean_accuracy FROM run_summary"},
        {"models/accuracy/min", "SELECT worst_accuracy FROM run_summary"},
        {"models/accuracy/count",
         "SELECT count(*) FROM evaluation WHERE evaluated_ns = 60000000000"},
        {"models/loss/mean", "SELECT mean_loss FROM run_summary"},
        {"models/diverged", "SELECT diverged FROM run_summary"},
        {"run/simulated_s", "SELECT simulated_s FROM run_summary"}};
    for (const auto& [name, query] : queries)
    {
        NS_TEST_EXPECT_MSG_EQ(output.numbers.count(name), 1, name << " is there");
        const double expected = AskNumber(trace, query);
        NS_TEST_EXPECT_MSG_EQ(std::isfinite(expected), true, query);
        NS_TEST_EXPECT_MSG_EQ_TOL(output.numbers[name], expected, 1e-9 * std::abs(expected), name);
    }
    NS_TEST_EXPECT_MSG_GT(output.numbers["messages/lost"], 10, "a run with losses");
    NS_TEST_EXPECT_MSG_GT(output.numbers["messages/delay_s/count"], 100, "a run with deliveries");
    NS_TEST_EXPECT_MSG_EQ(output.metadata["digest"], Ask(trace, "SELECT digest FROM run"), "digest");
    NS_TEST_EXPECT_MSG_EQ(output.metadata["learners"], "6", "learners");
    NS_TEST_EXPECT_MSG_EQ(output.metadata["rng_run"], Ask(trace, "SELECT rng_run FROM run"), "RngRun");
}

STARDUST_TEST_CASE(StatsTimelinessTestCase, "without learning nothing is said of models")
{
    NumberOutput output;
    output.Output(*MakeExportedRun("", false));
    for (const auto& [name, number] : output.numbers)
    {
        NS_TEST_EXPECT_MSG_EQ(name.find("models/"), std::string::npos, name);
        NS_TEST_EXPECT_MSG_EQ(name.find("loss"), std::string::npos, name);
        NS_TEST_EXPECT_MSG_EQ(std::isfinite(number), true, name);
    }
    NS_TEST_EXPECT_MSG_GT(output.numbers["staleness/sampled_mean/count"], 5, "staleness is told");
}

STARDUST_TEST_CASE(StatsFilesTestCase, "ns-3's outputs write the run, known by its label")
{
    const std::string trace = CreateTempDirFilename("files.db");
    const std::string prefix = CreateTempDirFilename("stats-output");
    const auto collector = MakeExportedRun(trace, true);
    const std::string label = "exports-direct-" + std::to_string(RngSeedManager::GetSeed()) + "-" +
                              std::to_string(RngSeedManager::GetRun());
    NS_TEST_EXPECT_MSG_EQ(collector->GetRunLabel(), label, "label");
    const std::string delivered =
        Ask(trace, "SELECT count(*) FROM model_message WHERE outcome = 'delivered'");

    auto omnet = CreateObject<OmnetDataOutput>();
    omnet->SetFilePrefix(prefix);
    omnet->Output(*collector);
    const std::string text = ReadBytes(prefix + "-" + label + ".sca");
    NS_TEST_EXPECT_MSG_NE(text.find("scalar messages delivered " + delivered + "\n"),
                          std::string::npos,
                          "a scalar");
    NS_TEST_EXPECT_MSG_NE(text.find("statistic messages delay_s\nfield count " + delivered + "\n"),
                          std::string::npos,
                          "a statistic");
#ifdef STATS_WRITE_SQLITE
    auto sqlite = CreateObject<SqliteDataOutput>();
    sqlite->SetFilePrefix(prefix);
    sqlite->Output(*collector);
    const std::string file = prefix + ".db";
    // Its other columns are bound to text that is gone when they are written.
    NS_TEST_EXPECT_MSG_EQ(Ask(file, "SELECT count(*) FROM Experiments WHERE run = '" + label + "'"),
                          "1",
                          "the run");
    NS_TEST_EXPECT_MSG_EQ(Ask(file,
                              "SELECT CAST(value AS INTEGER) FROM Singletons WHERE "
                              "name = 'messages' AND variable = 'delivered'"),
                          delivered,
                          "a number");
    NS_TEST_EXPECT_MSG_EQ_TOL(AskNumber(file,
                                        "SELECT value FROM Singletons WHERE name = 'messages' AND "
                                        "variable = 'delay_s-total'"),
                              AskNumber(trace, "SELECT sum(delay_s) FROM message"),
                              1e-6,
                              "a distribution");
#endif
}

/// A run through ns-3's DataCollector.
class StardustStatsTestSuite : public TestSuite
{
  public:
    StardustStatsTestSuite()
        : TestSuite("stardust-stats", Type::SYSTEM)
    {
        AddTestCase(new StatsNumbersTestCase);
        AddTestCase(new StatsTimelinessTestCase);
        AddTestCase(new StatsFilesTestCase);
    }
};

static StardustStatsTestSuite g_stardustStatsTestSuite;
