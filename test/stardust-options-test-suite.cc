/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/double.h"
#include "ns3/factory-parser.h"
#include "ns3/local-optimizer.h"
#include "ns3/model-mixer.h"
#include "ns3/model-transport.h"
#include "ns3/near-name.h"
#include "ns3/object.h"
#include "ns3/pointer.h"
#include "ns3/progress-reporter.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"
#include "ns3/trace-rows.h"
#include "ns3/unit-parser.h"
#include "ns3/wifi-adhoc-network-helper.h"

#include <algorithm>
#include <sstream>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// A script with one option of each kind.
struct Script
{
    Script()
        : options("A test.")
    {
        options.Add("text", "a text", text);
        options.Add("whole", "a whole number", whole, 1, 100);
        options.Add("real", "a number", real, 0.0);
        options.Add("flag", "a switch", flag);
    }

    void Parse(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), "script");
        std::vector<char*> argv;
        for (auto& argument : arguments)
        {
            argv.push_back(argument.data());
        }
        options.Parse(static_cast<int>(argv.size()), argv.data());
    }

    ScriptOptions options;
    std::string text{"default"};
    uint32_t whole{7};
    double real{0.5};
    bool flag{false};
};

} // namespace

STARDUST_TEST_CASE(OptionsTakenTestCase, "good options are taken, the others keep their defaults")
{
    Script script;
    script.Parse({"--text=", "--whole=100", "--flag"});
    NS_TEST_EXPECT_MSG_EQ(script.text, "", "an empty text");
    NS_TEST_EXPECT_MSG_EQ(script.whole, 100, "the maximum");
    NS_TEST_EXPECT_MSG_EQ(script.real, 0.5, "the default");
    NS_TEST_EXPECT_MSG_EQ(script.flag, true, "a switch without value");
    NS_TEST_EXPECT_MSG_EQ(script.options.IsGiven("whole"), true, "given");
    NS_TEST_EXPECT_MSG_EQ(script.options.IsGiven("real"), false, "not given");
    Script other;
    other.Parse({"--text=it's a \"quote\"", "--flag=false", "--real=1e3"});
    NS_TEST_EXPECT_MSG_EQ(other.options.GetCommandLine(),
                          "script '--text=it'\\''s a \"quote\"' --flag=false --real=1e3",
                          "quoted for a shell");
    NS_TEST_EXPECT_MSG_EQ(other.options.ToJson(),
                          "{\"text\":\"it's a \\\"quote\\\"\",\"whole\":\"7\",\"real\":\"1000\","
                          "\"flag\":\"false\"}",
                          "as JSON");
}

STARDUST_TEST_CASE(OptionsRefusedTestCase, "every bad option is refused with its name and value")
{
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
        {"--nonsense=1", {"--nonsense", "unknown option", "--whole", "--RngRun"}},
        {"--wohle=1", {"--wohle: unknown option; did you mean --whole? expected one of --text"}},
        {"--rngrun=1", {"did you mean --RngRun?"}},
        {"--whole=5x", {"--whole=5x", "1 to 100"}},
        {"--whole=-5", {"--whole=-5"}},
        {"--whole=0", {"--whole=0"}},
        {"--whole=", {"--whole="}},
        {"--whole", {"--whole", "needs a value"}},
        {"--real=-0.1", {"--real=-0.1", "at least 0"}},
        {"--real=fast", {"--real=fast"}},
        {"--flag=maybe", {"--flag=maybe", "true or false"}},
        {"word", {"word", "stray"}},
        {"--RngRun=abc", {"--RngRun=abc", "whole number"}},
        {"--RngRun=-1", {"--RngRun=-1"}},
        {"--ns3::NoSuchType::X=1", {"--ns3::NoSuchType::X=1", "no attribute"}},
        {"--ns3::stardust::UdpTransport::Prt=1", {"Prt=1", "no attribute"}},
        {"--ns3::stardust::UdpTransport::Port=9x", {"Port=9x", "whole number"}},
        {"--ns3::stardust::UdpTransport::Port=99999", {"Port=99999"}},
        {"--ns3::stardust::MessageLedger::MessageLifetime=5 parsecs", {"5 parsecs", "a time"}},
        {"--ns3::stardust::GossipLearner::UpdateTime=ns3::Nothing", {"unknown type ns3::Nothing"}}};
    for (const auto& one : cases)
    {
        Script script;
        const auto& parts = one.second;
        STARDUST_EXPECT_INPUT_ERROR(script.Parse({one.first}), {parts.begin(), parts.end()});
    }
}

STARDUST_TEST_CASE(Ns3OptionsTestCase, "ns-3's own options still work")
{
    const uint64_t run = RngSeedManager::GetRun();
    Script script;
    script.Parse({"--RngRun=77", "--ns3::stardust::LocalOptimizer::StepSize=0.125"});
    NS_TEST_EXPECT_MSG_EQ(RngSeedManager::GetRun(), 77, "RngRun");
    const auto factory =
        ParseFactory("ns3::stardust::SgdOptimizer", LocalOptimizer::GetTypeId(), "--optimizer");
    NS_TEST_EXPECT_MSG_EQ(factory.Create<LocalOptimizer>()->GetStepSize(), 0.125, "attribute default");
    RngSeedManager::SetRun(run);
    script.Parse({"--ns3::stardust::LocalOptimizer::StepSize=0.1"});
}

STARDUST_TEST_CASE(FactoryTestCase, "good factory strings make the object, nested ones too")
{
    const auto optimizer = ParseFactory("ns3::stardust::SgdOptimizer[StepSize=0.25]",
                                        LocalOptimizer::GetTypeId(),
                                        "--optimizer");
    NS_TEST_EXPECT_MSG_EQ(optimizer.Create<LocalOptimizer>()->GetStepSize(), 0.25, "attribute");
    const auto transport = ParseFactory("ns3::stardust::UdpTransport[Port=99|BurstInterval=20ms]",
                                        ModelTransport::GetTypeId(),
                                        "--transport");
    TimeValue interval;
    transport.Create<ModelTransport>()->GetAttribute("BurstInterval", interval);
    NS_TEST_EXPECT_MSG_EQ(interval.Get(), MilliSeconds(20), "second attribute");
    const auto learner = ParseFactory(
        "ns3::stardust::GossipLearner[UpdateTime=ns3::UniformRandomVariable[Min=2|Max=3]|BatchSize=9]",
        GossipLearner::GetTypeId(),
        "--learner");
    auto made = learner.Create<GossipLearner>();
    NS_TEST_EXPECT_MSG_EQ(made->GetBatchSize(), 9, "after a nested one");
    PointerValue time;
    made->GetAttribute("UpdateTime", time);
    NS_TEST_EXPECT_MSG_EQ(time.Get<UniformRandomVariable>()->GetMin(), 2, "nested");
    const auto deep = ParseFactory(
        "ns3::stardust::GossipLearner[UpdateTime=ns3::SequentialRandomVariable[Max=9|"
        "Increment=ns3::UniformRandomVariable[Min=2|Max=3]|Consecutive=4]|BatchSize=9]",
        GossipLearner::GetTypeId(),
        "--learner");
    made = deep.Create<GossipLearner>();
    NS_TEST_EXPECT_MSG_EQ(made->GetBatchSize(), 9, "after one nested twice");
    made->GetAttribute("UpdateTime", time);
    const auto sequence = time.Get<SequentialRandomVariable>();
    NS_TEST_EXPECT_MSG_EQ(sequence->GetMax(), 9, "before one nested twice");
    NS_TEST_EXPECT_MSG_EQ(sequence->GetConsecutive(), 4, "behind one nested twice");
    NS_TEST_EXPECT_MSG_EQ(DynamicCast<UniformRandomVariable>(sequence->GetIncrement())->GetMax(),
                          3,
                          "nested twice");
}

STARDUST_TEST_CASE(FactoryRefusedTestCase, "bad factory strings are refused with the list of what exists")
{
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
        {"", {"--mixer=", "unknown type", "ns3::stardust::PairwiseAverageMixer"}},
        {"Nonsense", {"--mixer=Nonsense", "unknown type", "ns3::stardust::PairwiseAverageMixer"}},
        {"Nonsense", {"unknown type Nonsense (a type of your own must be registered: NS_OBJECT_ENSURE_REGISTERED)"}},
        {"PairwiseAverageMixer", {"unknown type", "(did you mean ns3::stardust::PairwiseAverageMixer?)"}},
        {"ns3::PairwiseAverageMixer", {"(did you mean ns3::stardust::PairwiseAverageMixer?)"}},
        {"ns3::stardust::PairwiseAvreageMixer[Weight=1]", {"(did you mean ns3::stardust::PairwiseAverageMixer?)"}},
        {"ns3::stardust::PairwiseAverageMixer[Weight=1, Weight=1]", {"separated by |, not by a comma"}},
        {"ns3::stardust::ModelMixer", {"can be created", "ns3::stardust::PairwiseAverageMixer"}},
        {"ns3::stardust::SgdOptimizer", {"is no ns3::stardust::ModelMixer"}},
        {"ns3::Node", {"is no ns3::stardust::ModelMixer"}},
        {"ns3::stardust::PairwiseAverageMixer[", {"brackets"}},
        {"ns3::stardust::PairwiseAverageMixer[Weight=0.5", {"brackets"}},
        {"ns3::stardust::PairwiseAverageMixer[Weight=0.5]]", {"brackets"}},
        {"ns3::stardust::PairwiseAverageMixer[Wait=0.5]", {"no attribute Wait", "Weight"}},
        {"ns3::stardust::PairwiseAverageMixer[Weight]", {"no attribute Weight", "Attribute=value"}},
        {"ns3::stardust::PairwiseAverageMixer[Weight=0.5x]", {"Weight=0.5x", "a number"}},
        {"ns3::stardust::PairwiseAverageMixer[Weight=2]", {"Weight=2", "0 to 1"}},
        {"ns3::stardust::PairwiseAverageMixer[Weight=0.5,Weight=1]", {"Weight=0.5,Weight=1"}}};
    for (const auto& one : cases)
    {
        const auto& parts = one.second;
        STARDUST_EXPECT_INPUT_ERROR(ParseFactory(one.first, ModelMixer::GetTypeId(), "--mixer"),
                                    {parts.begin(), parts.end()});
    }
}

STARDUST_TEST_CASE(NearNameTestCase, "a misspelt name finds the nearest that exists, a foreign one none")
{
    const std::vector<std::string> names{"learners", "duration", "ns3::stardust::Float16Codec", "tcp", "udp"};
    const std::vector<std::pair<std::string, std::string>> cases{
        {"learner", "learners"},                            // a letter too few
        {"lernars", "learners"},                            // one too few, one wrong
        {"Learners", "learners"},                           // case
        {"dure", ""},                                       // four slips
        {"durtaion", "duration"},                           // letters in the wrong order
        {"upd", "udp"},                                     // the same, in a short word
        {"ucd", ""},                                        // two slips in a short word
        {"Float16Codec", "ns3::stardust::Float16Codec"},    // no namespace
        {"ns3::float61codec", "ns3::stardust::Float16Codec"},
        {"Float32Coder", "ns3::stardust::Float16Codec"},    // three slips
        {"u", ""},
        {"", ""},
        {"ns3::", ""},
        {std::string(100000, 'a'), ""}};
    for (const auto& [word, near] : cases)
    {
        NS_TEST_EXPECT_MSG_EQ(FindNearName(word, names), near, word.substr(0, 40));
    }
}

STARDUST_TEST_CASE(ChoicesTestCase, "what exists is listed in order, short names first")
{
    const ShortNames shorts{{"mean", "ns3::stardust::MetropolisMixer"}};
    const std::string said =
        CatchInputError([&] { ParseFactory("x", ModelMixer::GetTypeId(), "--mixer", {}, shorts); });
    const std::string start = "expected one of mean, ";
    const auto at = said.find(start);
    NS_TEST_ASSERT_MSG_NE(at, std::string::npos, said);
    std::istringstream list(said.substr(at + start.size()));
    std::vector<std::string> names;
    for (std::string name; list >> name;)
    {
        names.push_back(name.substr(0, name.find(',')));
    }
    NS_TEST_EXPECT_MSG_GT(names.size(), 5, "mixers of the module");
    NS_TEST_EXPECT_MSG_EQ(std::is_sorted(names.begin(), names.end()), true, said);
    const auto made = ParseFactory("mean", ModelMixer::GetTypeId(), "--mixer", {}, shorts);
    NS_TEST_EXPECT_MSG_EQ(made.GetTypeId().GetName(), "ns3::stardust::MetropolisMixer", "short");
}

STARDUST_TEST_CASE(DataRateTestCase, "data rates are read as ns-3 writes them, and nothing else ends the program")
{
    const std::vector<std::pair<std::string, uint64_t>> rates{{"1", 1},
                                                              {"1e6", 1000000},
                                                              {"10Mbps", 10000000},
                                                              {"1.5kb/s", 1500},
                                                              {"2KiB/s", 16384},
                                                              {"0.5Gbps", 500000000},
                                                              {"1000000Gbps", 1000000000000000}};
    for (const auto& [text, bits] : rates)
    {
        NS_TEST_EXPECT_MSG_EQ(ParseDataRate(text, "--x").GetBitRate(), bits, text);
    }
    for (const std::string text : {"", "fast", "Mbps", ".Mbps", "1 Mbps", "1\n0Mbps", "1Mbps ", "1.2.3Mbps",
                                   "-5Mbps", "0Mbps", "0.5bps", "99999999999Gbps", "1e3kbps", "1Mbps2"})
    {
        STARDUST_EXPECT_INPUT_ERROR(ParseDataRate(text, "--x"), {"--x: expected a "});
    }
}

STARDUST_TEST_CASE(AttributeRestTestCase, "values that ns-3 would end the program at are refused in one line")
{
    const auto check = [](const std::string& type, const std::string& name, const std::string& value) {
        TypeId::AttributeInformation info;
        TypeId::LookupByName(type).LookupAttributeByName(name, &info);
        CheckAttributeValue(info, value, "--x");
    };
    const std::string model = "ns3::ConstantVelocityMobilityModel";
    for (const std::string value : {"1:2:3x", "1:2", "", "1 2 3"})
    {
        STARDUST_EXPECT_INPUT_ERROR(check(model, "Velocity", value), {"--x: not a value of"});
    }
    check(model, "Velocity", "1:2:3");
    const std::string nested = "ns3::SequentialRandomVariable[Increment=ns3::ConstantRandomVariable[Constant=2]]";
    STARDUST_EXPECT_INPUT_ERROR(check("ns3::OnOffApplication", "OnTime", nested), {"brackets within brackets"});
    std::string deep = "ns3::SequentialRandomVariable";
    for (int i = 0; i < 3000; ++i)
    {
        deep = "ns3::SequentialRandomVariable[Increment=" + deep + "]";
    }
    STARDUST_EXPECT_INPUT_ERROR(ParseFactory(deep, RandomVariableStream::GetTypeId(), "--x"),
                                {"--x=ns3::SequentialRandomVariable: brackets nest deeper than 16 levels"});
    const std::string walk = "ns3::RandomWalk2dMobilityModel";
    STARDUST_EXPECT_INPUT_ERROR(check(walk, "Bounds", "0|1|0|1x"), {"--x: not a value of"});
    check(walk, "Bounds", "0|1|0|1");
    const std::string sender = "ns3::OnOffApplication";
    STARDUST_EXPECT_INPUT_ERROR(check(sender, "DataRate", "1Mbps x"), {"--x: expected a data rate"});
    check(sender, "DataRate", "1Mbps");
}

STARDUST_TEST_CASE(NamesRefusedTestCase, "unknown names of modes are refused with the list of what exists")
{
    STARDUST_EXPECT_INPUT_ERROR(ParseProgressMode("loud"), {"--progress=loud", "auto, on or off"});
    STARDUST_EXPECT_INPUT_ERROR(ParseTraceDetail("much"), {"--traceDetail=much", "summary"});
    WifiAdhocNetworkHelper wifi;
    STARDUST_EXPECT_INPUT_ERROR(wifi.SetDataMode("HtMcs8"), {"--wifiMode=HtMcs8", "HtMcs7"});
}

STARDUST_TEST_CASE(ProgressTestCase, "plain progress lines come each tenth of the way")
{
    std::ostringstream os;
    auto reporter = CreateObject<ProgressReporter>();
    reporter->Start(Seconds(50), nullptr, ProgressMode::ON, os);
    Simulator::Stop(Seconds(50));
    Simulator::Run();
    reporter->Finish();
    Simulator::Destroy();
    std::string line;
    std::istringstream lines(os.str());
    int count = 0;
    while (std::getline(lines, line))
    {
        ++count;
        NS_TEST_EXPECT_MSG_NE(line.find("s of 50.0 s simulated"), std::string::npos, line);
    }
    NS_TEST_EXPECT_MSG_EQ((count == 9 || count == 10), true, "lines, the last may fall on the end");
}

/// Command lines and factory strings.
class StardustOptionsTestSuite : public TestSuite
{
  public:
    StardustOptionsTestSuite()
        : TestSuite("stardust-options", Type::UNIT)
    {
        AddTestCase(new OptionsTakenTestCase);
        AddTestCase(new OptionsRefusedTestCase);
        AddTestCase(new Ns3OptionsTestCase);
        AddTestCase(new FactoryTestCase);
        AddTestCase(new FactoryRefusedTestCase);
        AddTestCase(new NearNameTestCase);
        AddTestCase(new ChoicesTestCase);
        AddTestCase(new DataRateTestCase);
        AddTestCase(new AttributeRestTestCase);
        AddTestCase(new NamesRefusedTestCase);
        AddTestCase(new ProgressTestCase);
    }
};

static StardustOptionsTestSuite g_stardustOptionsTestSuite;
