/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-mixing-rig.h"
#include "stardust-test-support.h"

#include "ns3/factory-parser.h"
#include "ns3/gossip-algorithm.h"
#include "ns3/hessian-probe.h"
#include "ns3/labeled-dataset.h"
#include "ns3/linear-objective.h"
#include "ns3/local-optimizer.h"
#include "ns3/simulator.h"

#include <cmath>
#include <iostream>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr uint32_t LENGTH = 100000;
constexpr uint32_t NEIGHBORS = 3;
/// What messages, events and the like may take beside models, in models.
constexpr double REST = 0.1;

/// What a device keeps beside its model by doc/algorithms.rst, in models.
struct Memory
{
    std::string mixer;    //!< factory string
    double idle;          //!< while no message waits, and no own update has been sent
    double waiting;       //!< while a message of each neighbour waits, if the algorithm lets any wait
    double updated;       //!< the same as idle, after the update of the round
    bool scales{false};   //!< needs ScaledOptimizer
};

constexpr double ALL = NEIGHBORS;

const std::vector<Memory> MEMORY{
    {"MetropolisMixer", 0, 0, 0},
    {"StalenessWeightedMixer", 0, 0, 0},
    {"PushSumMixer", 1, 1, 1},
    {"ExchangeMixer", 0, 0, 0},
    {"BufferedMixer[Trigger=Update]", 0, ALL, 0},
    {"VarianceCorrectedMixer[Trigger=Update]", 0, ALL, 0},
    {"CoordinateMedianMixer[Trigger=Update]", 0, ALL, 0},
    {"TrimmedMeanMixer[Trigger=Update]", 0, ALL, 0},
    {"KrumMixer[Trigger=Update]", 0, ALL, 0},
    {"ClippedMixer[Trigger=Update]", 0, ALL, 0},
    {"EpidemicMixer", 0, ALL, 0},
    {"FedPbcMixer[RoundTime=1s]", 0, ALL, 0},
    {"FedAvgMixer[RoundTime=1s]", 0, ALL, 0},
    {"FedAsyncMixer", 0, 0, 0},
    {"DracoMixer", 1, 1, 1},
    {"DracoMixer[Window=400ms]", 1, 1 + ALL, 1},
    {"DpsgdMixer", 0, ALL, 1},
    {"DpsgdMixer[Order=AdaptFirst]", 0, ALL, 0},
    {"StardustMixer[Delay=400ms]", 1 + ALL, 1 + ALL, 1 + ALL},
    {"StardustMixer[AdaptStep=false|Delay=400ms]", 0, ALL, 0},
    {"SavicMixer", 0, 2 * ALL, 0, true},
    {"SavicMixer[Scaling=Local]", 0, ALL, 0, true},
    {"GradientTrackingMixer", 2, 2 + 2 * ALL, 2},
    {"CdsaMixer", 0, ALL, 0},
    {"ChocoMixer", 2, 2 + ALL, 2},
    {"AdaGossipMixer", 3, 3 + ALL, 3},
};

template <class T>
Ptr<T>
MakePart(const std::string& spec)
{
    return ParseFactory("ns3::stardust::" + spec, T::GetTypeId(), "test").template Create<T>();
}

/// Models of LENGTH floats that are on the heap, whoever holds them; NaN where that is not known.
double
CountHeapModels()
{
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
    const struct mallinfo2 info = mallinfo2();
    return double(info.uordblks + info.hblkhd) / (LENGTH * sizeof(float));
#else
    return NAN;
#endif
}

/// Whether CountHeapModels() sees what is allocated; it does not with a sanitizer's malloc.
bool
SeesHeap()
{
    const double before = CountHeapModels();
    const auto probe = Create<FloatBuffer>(LENGTH);
    return std::abs(CountHeapModels() - before - 1) < REST;
}

/// What is kept at three times, in models.
struct Kept
{
    std::vector<double> said; //!< by the algorithm of device 0
    std::vector<double> all;  //!< by those of all devices
    std::vector<double> heap; //!< by everything
};

/// One message of each neighbour, whose floats nobody else holds.
void
Deliver(MixingRig& rig)
{
    static uint32_t seed = 0;
    for (uint32_t k = 1; k <= NEIGHBORS; ++k)
    {
        rig.GetTransport().Give(rig.MakeMessage(k, rig.DrawContent(++seed)));
    }
}

/// Updates end at each full second, those of rounds a second after the last of theirs.
Kept
MeasureMemory(const std::string& mixer, bool scales)
{
    Kept kept;
    const double before = CountHeapModels();
    {
        MixingRig rig({mixer, LENGTH, NEIGHBORS, scales});
        const auto note = [&] {
            kept.said.push_back(double(rig.CountKeptFloats(0)) / LENGTH);
            kept.all.push_back(kept.said.back());
            for (uint32_t k = 1; k <= NEIGHBORS; ++k)
            {
                kept.all.back() += double(rig.CountKeptFloats(k)) / LENGTH;
            }
            kept.heap.push_back(CountHeapModels() - before);
        };
        PassTime(1.1);
        Deliver(rig);
        PassTime(0.5);
        Deliver(rig);
        PassTime(0.6);
        note();
        PassTime(0.1);
        Deliver(rig);
        note();
        PassTime(1.9);
        note();
    }
    Simulator::Destroy();
    return kept;
}

} // namespace

STARDUST_TEST_CASE(MixingMemoryTestCase,
                   "an algorithm keeps as many floats as it says, as documented, and no more on the heap")
{
    const bool seen = SeesHeap();
    if (!seen)
    {
        std::cout << "the heap cannot be read here: what algorithms say is checked alone\n";
    }
    // Threads keep scratch values from the first run on.
    MeasureMemory("IdleMixer", true);
    for (const Memory& memory : MEMORY)
    {
        const Kept idle = MeasureMemory("IdleMixer", memory.scales);
        const Kept kept = MeasureMemory(memory.mixer, memory.scales);
        const std::vector<double> expected{memory.idle, memory.waiting, memory.updated};
        const auto algorithm = MakePart<GossipAlgorithm>(memory.mixer);
        // What a sender adds is not known before it sends.
        const double perSender = memory.mixer.find("StardustMixer[Delay") == 0 ? ALL : 0;
        NS_TEST_EXPECT_MSG_EQ_TOL(algorithm->EstimateKeptModels(NEIGHBORS),
                                  memory.idle - perSender,
                                  1e-9,
                                  memory.mixer << " is known to keep");
        for (std::size_t at = 0; at < expected.size(); ++at)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(kept.said[at],
                                      expected[at],
                                      1e-9,
                                      memory.mixer << " says at time " << at);
            if (seen)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(kept.heap[at] - idle.heap[at],
                                          kept.all[at],
                                          REST,
                                          memory.mixer << " keeps at time " << at);
            }
        }
    }
}

STARDUST_TEST_CASE(OptimizerMemoryTestCase, "an optimizer keeps as many floats as it says, and no more on the heap")
{
    if (!SeesHeap())
    {
        std::cout << "the heap cannot be read here\n";
        return;
    }
    const auto data = Create<LabeledDataset>(1, LENGTH, 0);
    const auto objective = CreateObject<LinearObjective>();
    objective->SetShape(*data);
    const uint32_t length = objective->GetParameterCount();
    std::vector<float> model(length, 1);
    const std::vector<float> slope(length, 1);
    const uint32_t sample = 0;
    const SampleBatch batch{PeekPointer(data), &sample, 1};
    // Threads keep scratch values from the first product on.
    std::vector<float> product(length);
    objective->ComputeHessianProduct(model.data(), batch, slope.data(), product.data());
    for (const std::string name : {"SgdOptimizer",
                                   "MomentumOptimizer",
                                   "NesterovOptimizer",
                                   "RmsPropOptimizer",
                                   "AdamOptimizer",
                                   "OasisOptimizer",
                                   "ScaledOptimizer",
                                   "ScaledOptimizer[Rule=Oasis]"})
    {
        const auto optimizer = MakePart<LocalOptimizer>(name);
        const double before = CountHeapModels();
        for (int step = 0; step < 3; ++step)
        {
            optimizer->BeginUpdate(1);
            optimizer->Step(model.data(), slope.data(), HessianProbe(*objective, model.data(), batch));
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(CountHeapModels() - before, optimizer->GetStateVectors(), REST, name);
    }
}

STARDUST_TEST_CASE(SharedModelTestCase,
                   "a message that waits copies no model that is shared, and combining none that is not")
{
    const std::vector<std::string> mixers{"BufferedMixer[Trigger=Update]",
                                          "FedAvgMixer[RoundTime=1s]",
                                          "DracoMixer[Window=400ms|Deadline=1s]",
                                          "DpsgdMixer[Order=AdaptFirst]",
                                          "StardustMixer",
                                          "ChocoMixer"};
    for (const std::string& mixer : mixers)
    {
        MixingRig rig({mixer, 1000, NEIGHBORS});
        // Where the model lies; a copy lies elsewhere, as the original is there until it is made.
        const auto find = [&] { return rig.GetLearner().GetParameters()->Data(); };
        PassTime(2.2);
        const float* model = find();
        const bool lets = rig.GetAlgorithm()->MixesAtOnce();
        {
            const Ptr<const FloatBuffer> shared = rig.GetLearner().GetParameters();
            Deliver(rig);
            // DRACO's hub may send a model, which is taken at once.
            NS_TEST_EXPECT_MSG_EQ((find() == model), !lets, mixer << " waits");
        }
        model = find();
        const float value = model[0];
        PassTime(0.7);
        NS_TEST_EXPECT_MSG_EQ((find() == model), true, mixer << " combines");
        NS_TEST_EXPECT_MSG_EQ((mixer[0] == 'B' || find()[0] != value), true, mixer << " has combined");
    }
    Simulator::Destroy();
}

namespace
{

/// The memory that mixing takes, against what is documented.
class StardustMixingMemoryTestSuite : public TestSuite
{
  public:
    StardustMixingMemoryTestSuite()
        : TestSuite("stardust-mixing-memory", Type::SYSTEM)
    {
        AddTestCase(new MixingMemoryTestCase);
        AddTestCase(new OptimizerMemoryTestCase);
        AddTestCase(new SharedModelTestCase);
    }
};

StardustMixingMemoryTestSuite g_stardustMixingMemoryTestSuite;

} // namespace
