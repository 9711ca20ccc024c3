/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/churn-helper.h"
#include "ns3/direct-network-helper.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-generator.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <map>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// What was drawn, by purpose, and by device where each draws for itself.
using Draws = std::map<std::string, std::vector<double>>;

constexpr uint32_t DEVICES = 5;
const std::string SECOND = "ns3::ConstantRandomVariable[Constant=1]";

/// A run in which all that is random is what a purpose leaves so.
struct StreamRun
{
    std::string purpose; //!< what the draws are called
    LearnerHelper learners;
    DirectNetworkHelper network;
    Draws* draws; //!< where they go

    StreamRun(const std::string& name, Draws& target)
        : purpose(name),
          draws(&target)
    {
        SetSmallTask(learners, DEVICES, 20);
        learners.SetAttribute("UpdateTime", StringValue(SECOND));
        learners.SetAttribute("GossipInterval", StringValue(SECOND));
        learners.SetAttribute("StartPhase", StringValue(SECOND));
        learners.SetAttribute("BatchSize", UintegerValue(20));
        learners.SetPeerSelector("ns3::stardust::RoundRobinPeerSelector");
    }

    void Note(uint32_t device, double value)
    {
        (*draws)[purpose + " of device " + std::to_string(device)].push_back(value);
    }

    void NoteUpdateTime(const LocalUpdate& update)
    {
        Note(update.learner, update.ended.GetSeconds());
    }

    void NoteLoss(const LocalUpdate& update)
    {
        Note(update.learner, update.loss);
    }

    void NoteSendTime(Ptr<const ModelMessage> message)
    {
        Note(message->sender, Simulator::Now().GetSeconds());
    }

    void NoteReceiver(Ptr<const ModelMessage> message)
    {
        Note(message->sender, message->receiver);
    }

    void NoteOutcome(Ptr<const ModelMessage> message)
    {
        Note(message->sender,
             message->outcome == MessageOutcome::DELIVERED ? (message->concluded - message->sent).GetSeconds() : -1);
    }

    void NoteState(uint32_t device, bool /* up */)
    {
        Note(device, Simulator::Now().GetSeconds());
    }

    /// Connect to a trace source of the group, its ledger or its learners, and run.
    void Run(const std::function<void(StreamRun&, Ptr<LearnerGroup>)>& connect)
    {
        network.Install(learners);
        NodeContainer nodes;
        nodes.Create(DEVICES);
        learners.Install(nodes);
        connect(*this, learners.GetGroup());
        Simulator::Stop(Seconds(40));
        Simulator::Run();
        Simulator::Destroy();
    }

    static void ConnectUpdateTimes(StreamRun& run, Ptr<LearnerGroup> group)
    {
        group->TraceConnectWithoutContext("LocalUpdate", MakeCallback(&StreamRun::NoteUpdateTime, &run));
    }

    static void ConnectLosses(StreamRun& run, Ptr<LearnerGroup> group)
    {
        group->TraceConnectWithoutContext("LocalUpdate", MakeCallback(&StreamRun::NoteLoss, &run));
    }

    static void ConnectOutcomes(StreamRun& run, Ptr<LearnerGroup> group)
    {
        group->GetLedger()->TraceConnectWithoutContext("MessageConcluded",
                                                       MakeCallback(&StreamRun::NoteOutcome, &run));
    }

    static void ConnectReceivers(StreamRun& run, Ptr<LearnerGroup> group)
    {
        for (uint32_t i = 0; i < DEVICES; ++i)
        {
            group->GetLearner(i)->TraceConnectWithoutContext("ModelSent",
                                                             MakeCallback(&StreamRun::NoteReceiver, &run));
        }
    }

    static void ConnectSendTimes(StreamRun& run, Ptr<LearnerGroup> group)
    {
        for (uint32_t i = 0; i < DEVICES; ++i)
        {
            group->GetLearner(i)->TraceConnectWithoutContext("ModelSent",
                                                             MakeCallback(&StreamRun::NoteSendTime, &run));
        }
    }
};

/// Clocks, batches, peers, parts and the direct network.
void
DrawLearners(Draws& draws)
{
    const std::string exponential = "ns3::ExponentialRandomVariable[Mean=1]";
    {
        StreamRun run("update time", draws);
        run.learners.SetAttribute("UpdateTime", StringValue(exponential));
        run.Run(StreamRun::ConnectUpdateTimes);
    }
    {
        StreamRun run("gossip interval", draws);
        run.learners.SetAttribute("GossipInterval", StringValue(exponential));
        run.Run(StreamRun::ConnectSendTimes);
    }
    {
        StreamRun run("phase", draws);
        run.learners.SetAttribute("StartPhase", StringValue("ns3::UniformRandomVariable"));
        run.Run(StreamRun::ConnectUpdateTimes);
    }
    {
        StreamRun run("batch", draws);
        run.learners.SetAttribute("BatchSize", UintegerValue(1));
        run.learners.SetMixer("ns3::stardust::PairwiseAverageMixer[Weight=0]");
        run.Run(StreamRun::ConnectLosses);
    }
    {
        StreamRun run("peer", draws);
        run.learners.SetPeerSelector("ns3::stardust::UniformPeerSelector");
        run.Run(StreamRun::ConnectReceivers);
    }
    {
        StreamRun run("delay", draws);
        run.network.SetDelay("ns3::ExponentialRandomVariable[Mean=0.1]");
        run.Run(StreamRun::ConnectOutcomes);
    }
    {
        StreamRun run("loss", draws);
        run.network.SetErrorRate(0.5);
        run.Run(StreamRun::ConnectOutcomes);
    }
    {
        StreamRun run("coordinates of a codec", draws);
        run.learners.SetCodec("ns3::stardust::RandomKCodec[Fraction=0.3]");
        run.Run(StreamRun::ConnectLosses);
    }
    {
        StreamRun run("receivers of an epidemic", draws);
        run.learners.SetPeerSelector("ns3::stardust::UniformPeerSelector");
        run.learners.SetMixer("ns3::stardust::EpidemicMixer[Fanout=1]");
        run.Run(StreamRun::ConnectReceivers);
    }
    {
        StreamRun run("churn", draws);
        run.Run([](StreamRun& one, Ptr<LearnerGroup> group) {
            ChurnHelper churn;
            churn.SetUpTime("ns3::ExponentialRandomVariable[Mean=3]");
            churn.SetDownTime("ns3::ExponentialRandomVariable[Mean=3]");
            churn.Install(group);
            group->TraceConnectWithoutContext("State", MakeCallback(&StreamRun::NoteState, &one));
        });
    }
    for (const bool independent : {false, true})
    {
        StreamRun run(independent ? "own initial model" : "common initial model", draws);
        run.learners.SetObjective("ns3::stardust::PerceptronObjective");
        run.learners.SetIndependentInitialization(independent);
        run.Run([](StreamRun& one, Ptr<LearnerGroup> group) {
            for (uint32_t i = 0; i < DEVICES; ++i)
            {
                one.Note(i, group->GetLearner(i)->GetParameters()->Data()[3]);
            }
        });
    }
}

/// Graphs, samples and who has them.
void
DrawInputs(Draws& draws)
{
    for (const std::string spec :
         {"erdos-renyi:0.3", "small-world:4,0.3", "geometric:0.4", "scale-free:2", "random-regular:4"})
    {
        const auto graph = MakeGraph(spec, 30, {false, true}, 5);
        for (uint32_t i = 0; i < 30; ++i)
        {
            for (uint32_t k = 0; k < graph->GetDegree(i); ++k)
            {
                draws[spec].push_back(i * 30.0 + graph->GetNeighbor(i, k));
            }
        }
    }
    const auto next = MakeGraphSource("matching", 30, false, 5);
    const auto first = next();
    for (uint32_t i = 0; i < 30; ++i)
    {
        draws["matching"].push_back(first->GetNeighbor(i, 0));
    }
    const auto data = MakeSmallTask(4, 50);
    for (const std::string spec : {"iid", "dirichlet:0.5", "shards:2"})
    {
        for (const auto& share : MakePartition(spec, *data, 4, 9))
        {
            draws[spec].push_back(share.size());
            draws[spec].insert(draws[spec].end(), share.begin(), share.end());
        }
    }
}

Draws
DrawAll(uint64_t run)
{
    RngSeedManager::SetRun(run);
    Draws draws;
    DrawLearners(draws);
    DrawInputs(draws);
    RngSeedManager::SetRun(1);
    return draws;
}

} // namespace

STARDUST_TEST_CASE(EveryStreamTestCase,
                   "another RngRun changes every stream of every device, and the same one none")
{
    const Draws first = DrawAll(1);
    const Draws again = DrawAll(1);
    const Draws other = DrawAll(2);
    // 12 purposes of learners, and inputs.
    NS_TEST_EXPECT_MSG_EQ(first.size(), 12 * DEVICES + 9, "purposes");
    NS_TEST_EXPECT_MSG_EQ(other.size(), first.size(), "purposes");
    for (const auto& [purpose, values] : first)
    {
        NS_TEST_EXPECT_MSG_GT(values.size(), 0, purpose);
        NS_TEST_EXPECT_MSG_EQ((values == again.at(purpose)), true, purpose << ": the same run");
        NS_TEST_EXPECT_MSG_EQ((values == other.at(purpose)), false, purpose << ": another run");
    }
}

STARDUST_TEST_CASE(OwnStreamsTestCase, "no two devices draw the same")
{
    const Draws draws = DrawAll(1);
    for (const std::string purpose : {"update time", "gossip interval", "phase", "batch", "delay", "loss", "churn",
                                      "own initial model"})
    {
        for (uint32_t i = 0; i < DEVICES; ++i)
        {
            for (uint32_t j = 0; j < i; ++j)
            {
                const auto& one = draws.at(purpose + " of device " + std::to_string(i));
                const auto& other = draws.at(purpose + " of device " + std::to_string(j));
                NS_TEST_EXPECT_MSG_EQ((one == other), false, purpose << " of " << i << " and " << j);
            }
        }
    }
}

namespace
{

/// Random streams of runs.
class StardustRunStreamsTestSuite : public TestSuite
{
  public:
    StardustRunStreamsTestSuite()
        : TestSuite("stardust-run-streams", Type::SYSTEM)
    {
        AddTestCase(new EveryStreamTestCase);
        AddTestCase(new OwnStreamsTestCase);
    }
};

static StardustRunStreamsTestSuite g_stardustRunStreamsTestSuite;

} // namespace
