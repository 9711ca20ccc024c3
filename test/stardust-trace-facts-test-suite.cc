/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/factory-parser.h"
#include "ns3/global-value.h"
#include "ns3/random-variable-stream.h"
#include "ns3/record-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-facts.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-handle.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// The value of a fact; "absent" if there is none of that name.
std::string
Find(const std::vector<RunFact>& facts, FactKind kind, const std::string& name)
{
    for (const auto& fact : facts)
    {
        if (fact.kind == kind && fact.name == name)
        {
            return fact.value;
        }
    }
    return "absent";
}

std::string
FindDefault(const std::string& name)
{
    std::vector<RunFact> facts;
    AddAttributeFacts(facts);
    return Find(facts, FactKind::ATTRIBUTE, name);
}

} // namespace

STARDUST_TEST_CASE(FactsDefaultsTestCase, "changed attribute defaults of ns-3 are told, others are not")
{
    const std::string batch = "ns3::stardust::GossipLearner::BatchSize";
    const std::string time = "ns3::stardust::GossipLearner::UpdateTime";
    TypeId::AttributeInformation info;
    TypeId::LookupByName("ns3::stardust::GossipLearner").LookupAttributeByName("BatchSize", &info);
    const std::string initial = info.originalInitialValue->SerializeToString(info.checker);
    NS_TEST_EXPECT_MSG_EQ(FindDefault(batch), "absent", "not changed yet");
    Config::SetDefault(batch, UintegerValue(77));
    NS_TEST_EXPECT_MSG_EQ(FindDefault(batch), "77", "changed");
    Config::SetDefault(batch, StringValue(initial));
    NS_TEST_EXPECT_MSG_EQ(FindDefault(batch), "absent", "changed back");
    // A pointer: the object, not its address.
    Config::SetDefault(time, StringValue("ns3::ConstantRandomVariable[Constant=3]"));
    NS_TEST_EXPECT_MSG_EQ(FindDefault(time), "ns3::ConstantRandomVariable[Constant=3]", "an object");
    Config::SetDefault(time, StringValue("ns3::ExponentialRandomVariable[Mean=1]"));
    NS_TEST_EXPECT_MSG_EQ(FindDefault(time), "ns3::ExponentialRandomVariable", "its attributes are back");
}

STARDUST_TEST_CASE(FactsDescribeTestCase, "what is told of an object makes the same object again")
{
    for (const std::string spec : {"ns3::UniformRandomVariable",
                                   "ns3::UniformRandomVariable[Min=-2.5|Max=7]",
                                   "ns3::NormalRandomVariable[Mean=3|Variance=0.25]",
                                   "ns3::DeterministicRandomVariable"})
    {
        const auto make = [](const std::string& from) {
            return ParseFactory(from, RandomVariableStream::GetTypeId(), "--x")
                .Create<RandomVariableStream>();
        };
        auto object = make(spec);
        object->SetStream(5);
        NS_TEST_EXPECT_MSG_EQ(DescribeObject(*object), spec, "as it was written, without its stream");
        NS_TEST_EXPECT_MSG_EQ(DescribeObject(*make(DescribeObject(*object))), spec, "again");
    }
}

STARDUST_TEST_CASE(FactsGlobalTestCase, "seeds, scheduler and simulator are told")
{
    const auto find = [](const std::string& name) {
        std::vector<RunFact> facts;
        AddGlobalFacts(facts);
        return Find(facts, FactKind::GLOBAL, name);
    };
    const auto run = RngSeedManager::GetRun();
    RngSeedManager::SetRun(4711);
    NS_TEST_EXPECT_MSG_EQ(find("RngRun"), "4711", "RngRun");
    RngSeedManager::SetRun(run);
    NS_TEST_EXPECT_MSG_EQ(find("RngRun"), std::to_string(run), "RngRun");
    NS_TEST_EXPECT_MSG_NE(find("SchedulerType"), "absent", "scheduler");
    NS_TEST_EXPECT_MSG_NE(find("SimulatorImplementationType"), "absent", "simulator");
}

STARDUST_TEST_CASE(FactsHostTestCase, "the machine is told but not its name")
{
    std::vector<RunFact> facts;
    AddHostFacts(facts);
    for (const std::string name : {"cores", "memory_bytes", "system", "compiler", "sqlite_version", "eigen_version"})
    {
        NS_TEST_EXPECT_MSG_NE(Find(facts, FactKind::HOST, name), "absent", name);
    }
    NS_TEST_EXPECT_MSG_EQ(std::stoll(Find(facts, FactKind::HOST, "memory_bytes")),
                          int64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE),
                          "memory");
    char name[256] = {};
    gethostname(name, sizeof(name) - 1);
    for (const auto& fact : facts)
    {
        NS_TEST_EXPECT_MSG_EQ((fact.value.find(std::string(name) + " ") == std::string::npos && fact.value != name),
                              true,
                              fact.name << " holds the machine's name");
    }
}

STARDUST_TEST_CASE(FactsTraceTestCase, "a trace tells options, parts, host and versions of its run")
{
    const std::string path = CreateTempDirFilename("facts.db");
    std::remove(path.c_str());
    LearnerHelper helper;
    SetSmallTask(helper, 3, 2);
    helper.SetGroupAttribute("Ledger", StringValue("ns3::stardust::MessageLedger[MessageLifetime=7s]"));
    helper.Install(MakeIdealNetwork(3));
    RecordHelper record;
    record.SetTrace(path);
    record.SetCommandLine("./a", "{\"x\":\"1\",\"long\":\"a b\"}");
    record.SetStopRuleAttribute("Staleness", DoubleValue(0.001));
    Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
    Simulator::Stop(Seconds(3));
    Simulator::Run();
    recorder->Finish();
    Simulator::Destroy();

    SqliteConnection connection(path);
    const auto find = [&connection](const std::string& kind, const std::string& name) {
        SqliteStatement query(connection, "SELECT value FROM run_parameter WHERE kind = ? AND name = ?");
        query.Bind(kind).Bind(name);
        return query.Step() ? query.GetText(0) : "absent";
    };
    NS_TEST_EXPECT_MSG_EQ(find("option", "x"), "1", "option");
    NS_TEST_EXPECT_MSG_EQ(find("option", "long"), "a b", "option");
    NS_TEST_EXPECT_MSG_EQ(find("part", "learner"), "ns3::stardust::GossipLearner", "learner");
    NS_TEST_EXPECT_MSG_EQ(find("part", "group/Ledger"),
                          "ns3::stardust::MessageLedger[MessageLifetime=+7e+09ns]",
                          "an attribute of an attribute");
    NS_TEST_EXPECT_MSG_EQ(find("part", "stop_rule/Staleness"), "0.001", "target");
    NS_TEST_EXPECT_MSG_EQ(find("part", "learner/Mixer").find("ns3::stardust::"), 0, "mixer");
    NS_TEST_EXPECT_MSG_EQ(find("global", "RngRun"), std::to_string(RngSeedManager::GetRun()), "run");
    SqliteStatement version(connection, "SELECT ns3_version FROM run");
    version.Step();
    NS_TEST_EXPECT_MSG_EQ(version.GetText(0), NameNs3Version(), "ns-3");
    SqliteStatement address(connection, "SELECT count(*) FROM run_parameter WHERE value LIKE '%0x%'");
    address.Step();
    NS_TEST_EXPECT_MSG_EQ(address.GetInteger(0), 0, "no value is an address in memory");
}

/// What a trace tells of a run beside its rows.
class StardustTraceFactsTestSuite : public TestSuite
{
  public:
    StardustTraceFactsTestSuite()
        : TestSuite("stardust-trace-facts", Type::UNIT)
    {
        AddTestCase(new FactsDefaultsTestCase);
        AddTestCase(new FactsDescribeTestCase);
        AddTestCase(new FactsGlobalTestCase);
        AddTestCase(new FactsHostTestCase);
        AddTestCase(new FactsTraceTestCase);
    }
};

static StardustTraceFactsTestSuite g_stardustTraceFactsTestSuite;
