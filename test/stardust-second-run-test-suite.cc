/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Nothing of a run is left in the process when its simulator is destroyed.

#include "stardust-network-runs.h"
#include "stardust-test-support.h"

#include "ns3/churn-helper.h"
#include "ns3/direct-network-helper.h"
#include "ns3/gossip-learner.h"
#include "ns3/string.h"
#include "ns3/synthetic-task.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <set>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr uint32_t DEVICES = 4;
constexpr uint32_t PER_DEVICE = 40;

/// What a run is made of.
struct Setting
{
    std::string network;   //!< of ListNetworks()
    std::string transport; //!< factory string; empty: the direct network's own
    std::string codec;     //!< factory string
    std::string optimizer; //!< factory string
    uint32_t threads;      //!< beside the simulator's
};

const std::vector<Setting> SETTINGS{
    {"direct", "", "QsgdCodec[ErrorFeedback=true]", "MomentumOptimizer", 2},
    {"direct", "", "Float32Codec", "SgdOptimizer", 0},
    {"wired p2p", "tcp", "DeltaCodec", "SgdOptimizer", 0},
    {"wired csma", "broadcast", "Int8Codec[ErrorFeedback=true]", "AdamOptimizer", 2},
    {"wifi-adhoc", "udp[MaxRepeats=2]", "TopKCodec[Fraction=0.3|ErrorFeedback=true]", "RmsPropOptimizer", 2},
    {"wifi-adhoc", "broadcast", "Float16Codec", "SgdOptimizer", 0},
    {"wifi-infrastructure, one cell", "tcp[Connection=PerMessage]", "RandomKCodec[Fraction=0.3]", "OasisOptimizer", 2},
    {"wifi-infrastructure, two cells", "udp", "Int8Codec", "SgdOptimizer", 0},
    {"lte", "udp", "Float16Codec", "NesterovOptimizer", 2}};

/// What a run leaves.
struct Outcome
{
    std::string digest;      //!< of its rows
    std::string models;      //!< bytes of all of them, at the end
    uint64_t delivered{0};   //!< messages
    uint32_t changes{0};     //!< of devices, to up or down

    void NoteState(uint32_t /* device */, bool /* up */)
    {
        ++changes;
    }
};

void
SetLearning(LearnerHelper& helper, const Setting& setting)
{
    const std::string ours = "ns3::stardust::";
    GaussianTask task;
    task.samples = DEVICES * PER_DEVICE;
    task.features = 30;
    task.classes = 5;
    DataShares shares(DEVICES);
    for (uint32_t i = 0; i < task.samples; ++i)
    {
        shares[i / PER_DEVICE].push_back(i);
    }
    helper.SetData(MakeGaussianTask(task, 7300), shares);
    helper.SetCodec(ours + setting.codec);
    helper.SetOptimizer(ours + setting.optimizer);
    helper.SetOptimizerAttribute("StepSize", StringValue("0.01"));
    // So much that threads are woken for it.
    helper.SetAttribute("LocalSteps", UintegerValue(40));
    helper.SetAttribute("GossipInterval", StringValue("ns3::ExponentialRandomVariable[Mean=0.25]"));
    helper.SetGroupAttribute("Threads", UintegerValue(setting.threads));
}

/// All of a run, from nodes to Simulator::Destroy().
Outcome
MakeRun(const NetworkBuilder& build, const Setting& setting)
{
    NetworkRun run(build, Create<CommunicationGraph>(DEVICES), 1);
    SetLearning(run.helper, setting);
    if (setting.transport.empty())
    {
        DirectNetworkHelper direct;
        direct.SetDelay("ns3::ExponentialRandomVariable[Mean=0.1]");
        direct.SetErrorRate(0.1);
        direct.Install(run.helper);
    }
    else
    {
        run.helper.SetTransport(setting.transport);
    }
    run.Install();
    const auto group = run.helper.GetGroup();
    Outcome outcome;
    group->TraceConnectWithoutContext("State", MakeCallback(&Outcome::NoteState, &outcome));
    ChurnHelper churn;
    churn.SetUpTime("ns3::ExponentialRandomVariable[Mean=1]");
    churn.SetDownTime("ns3::ExponentialRandomVariable[Mean=0.3]");
    churn.Install(group);
    const RunSummary summary = run.Gossip(3);
    outcome.digest = summary.result.digest;
    outcome.delivered = summary.messages.delivered;
    for (uint32_t i = 0; i < DEVICES; ++i)
    {
        const auto model = group->GetLearner(i)->GetParameters();
        outcome.models.append(reinterpret_cast<const char*>(model->Data()), model->Size() * sizeof(float));
    }
    return outcome;
}

} // namespace

STARDUST_TEST_CASE(SecondRunTestCase,
                   "a run is the same after another of its kind, and after those of every other network, "
                   "transport, codec and optimizer: its rows and the bytes of its models")
{
    std::vector<std::pair<Setting, NetworkBuilder>> runs;
    for (const auto& network : ListNetworks())
    {
        for (const auto& setting : SETTINGS)
        {
            if (setting.network == network.name)
            {
                runs.emplace_back(setting, network.build);
            }
        }
    }
    NS_TEST_ASSERT_MSG_GT(runs.size(), 7, "networks are called so");
    std::vector<Outcome> first;
    std::set<std::string> digests;
    for (const auto& [setting, build] : runs)
    {
        first.push_back(MakeRun(build, setting));
        const Outcome& outcome = first.back();
        digests.insert(outcome.digest);
        NS_TEST_EXPECT_MSG_GT(outcome.delivered, 4, setting.network << " delivers");
        NS_TEST_EXPECT_MSG_GT(outcome.changes, 1, setting.network << " has devices that go and come");
    }
    NS_TEST_EXPECT_MSG_EQ(digests.size(), runs.size(), "runs that differ have digests that do");
    // The last one again, then each after another one than before.
    for (std::size_t k = runs.size(); k-- > 0;)
    {
        const auto& [setting, build] = runs[k];
        const Outcome again = MakeRun(build, setting);
        const std::string what = setting.network + " with " + setting.codec;
        NS_TEST_EXPECT_MSG_EQ(again.digest, first[k].digest, what);
        NS_TEST_EXPECT_MSG_EQ((again.models == first[k].models), true, what << ": models");
    }
}

/// Runs of one process.
class StardustSecondRunTestSuite : public TestSuite
{
  public:
    StardustSecondRunTestSuite()
        : TestSuite("stardust-second-run", Type::SYSTEM)
    {
        AddTestCase(new SecondRunTestCase);
    }
};

static StardustSecondRunTestSuite g_stardustSecondRunTestSuite;
