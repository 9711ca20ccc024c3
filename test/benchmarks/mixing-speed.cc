/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What each algorithm does with a message, beside a plain average of two models of as many
// floats as the message has: PairwiseAverageMixer, in the same process, in turn with it. Messages take the way
// that they take in a run, GossipLearner::ReceiveModel() to their outcome; what this costs
// with a mixer that does nothing is taken off both. What is sent and what follows
// an own update are the algorithm's hooks alone.

#include "../stardust-mixing-rig.h"

#include "ns3/abort.h"
#include "ns3/float-buffer.h"
#include "ns3/gossip-algorithm.h"
#include "ns3/input-error.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <sstream>
#include <time.h>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// A row of the table.
struct Algorithm
{
    std::string mixer;       //!< factory string
    double limit{3};         //!< plain averages that a message may take
    uint32_t models{1};      //!< models that are in a message
    bool scales{false};      //!< needs ScaledOptimizer
    bool asks{false};        //!< has asked for what it receives
    bool onUpdate{false};    //!< takes what has come after its own update
};

const std::vector<Algorithm> ALGORITHMS{
    {"PairwiseAverageMixer"},
    {"MetropolisMixer"},
    {"StalenessWeightedMixer"},
    {"PushSumMixer"},
    {"ExchangeMixer"},
    {"ExchangeMixer[SumPreserving=true]", 3, 1, false, true},
    {"BufferedMixer"},
    {"VarianceCorrectedMixer"},
    {"VarianceCorrectedMixer[Target=Weighted|AllBlocks=true]"},
    {"CoordinateMedianMixer", 10},
    {"TrimmedMeanMixer", 10},
    {"KrumMixer[Select=10]", 6},
    {"ClippedMixer", 4},
    {"EpidemicMixer", 3, 1, false, false, true},
    {"FedPbcMixer[RoundTime=100ms]"},
    {"FedAvgMixer[RoundTime=100ms]"},
    {"FedAsyncMixer"},
    {"DracoMixer"},
    {"DracoMixer[Window=50ms]"},
    {"DpsgdMixer"},
    {"DpsgdMixer[Order=AdaptFirst]"},
    {"StardustMixer"},
    {"StardustMixer[Delay=0s]"},
    {"StardustMixer[AdaptStep=false]"},
    {"SavicMixer", 3, 2, true},
    {"SavicMixer[Scaling=Local]", 3, 1, true},
    {"GradientTrackingMixer", 3, 2},
    {"GradientTrackingMixer[Order=AdaptFirst]", 3, 2},
    {"CdsaMixer"},
    {"ChocoMixer", 4},
    {"AdaGossipMixer", 4},
};

/// Of short times the processor's are too coarse.
clockid_t g_clock = CLOCK_THREAD_CPUTIME_ID;

/// @return processor time of this thread so far, us; what other programs take does not count
double
ReadClock()
{
    timespec now;
    clock_gettime(g_clock, &now);
    return now.tv_sec * 1e6 + now.tv_nsec * 1e-3;
}

/// @return time that some work takes, us
double
Measure(const std::function<void()>& work)
{
    const double begin = ReadClock();
    work();
    return ReadClock() - begin;
}

/// From this length on, a device's models are not in the caches when its turn comes, as among many devices.
constexpr uint32_t COLD_LENGTH = 500000;

/// Go over other memory, if so long models are to be measured.
void
LeaveCaches(uint32_t length)
{
    static std::vector<float> others;
    if (length >= COLD_LENGTH)
    {
        others.resize(16 << 20);
        for (std::size_t at = 0; at < others.size(); at += 16)
        {
            others[at] += 1;
        }
    }
}

/// First quartile: what disturbs only makes times longer.
double
FindTypical(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + values.size() / 4, values.end());
    return values[values.size() / 4];
}

/// A device, and what its neighbours send.
class Receiver
{
  public:
    Receiver(const Algorithm& algorithm, uint32_t length, uint32_t neighbors)
        : m_algorithm(algorithm),
          m_length(length),
          m_rig({algorithm.mixer, length, neighbors, algorithm.scales}),
          m_neighbors(neighbors)
    {
        // Two models of each, so that what is kept of the last one is not the next.
        for (uint32_t seed = 0; seed < 2 * neighbors; ++seed)
        {
            m_contents.push_back(m_rig.DrawContent(seed));
        }
        const bool connected =
            m_rig.GetLearner().TraceConnectWithoutContext("ModelReceived",
                                                          MakeCallback(&Receiver::NoteMixed, this));
        NS_ABORT_MSG_UNLESS(connected, "a learner tells what it has mixed in");
    }

    /// A message of each neighbour, until all are mixed in; us a message.
    double Receive()
    {
        std::vector<Ptr<ModelMessage>> messages;
        m_turn = 1 - m_turn;
        for (uint32_t k = 0; k < m_neighbors; ++k)
        {
            messages.push_back(m_rig.MakeMessage(k + 1, m_contents[2 * k + m_turn]));
        }
        if (m_algorithm.asks)
        {
            m_rig.Compose();
        }
        LeaveCaches(m_length);
        const double begin = ReadClock();
        for (const auto& message : messages)
        {
            m_rig.GetTransport().Give(message);
        }
        if (m_algorithm.onUpdate)
        {
            GossipLearner& learner = m_rig.GetLearner();
            const auto count = static_cast<uint32_t>(learner.GetParameters()->Size());
            m_rig.GetAlgorithm()->NotifyUpdated(learner.EditModel(), nullptr, count);
        }
        PassTime(0.1);
        for (const auto& message : messages)
        {
            if (message->outcome != MessageOutcome::DELIVERED)
            {
                std::cerr << m_algorithm.mixer << ": a message was not mixed in: "
                          << ToString(message->outcome) << " " << ToString(message->reason)
                          << std::endl;
                break;
            }
        }
        // What the learner does then, such as beginning its next update, is not the message's.
        return (m_mixed - begin) / m_neighbors;
    }

    /// us for what is sent to all receivers of one gossip.
    double Send()
    {
        LeaveCaches(m_length);
        return Measure([&] { m_rig.Compose(); });
    }

    /// us for an own update, its sending aside; the learner's copy of the model is the algorithm's too.
    double Update(double send)
    {
        GossipAlgorithm* algorithm = m_rig.GetAlgorithm();
        if (!algorithm)
        {
            return 0;
        }
        GossipLearner& learner = m_rig.GetLearner();
        const auto count = static_cast<uint32_t>(learner.GetParameters()->Size());
        const uint32_t sent = m_rig.GetTransport().GetSent();
        float* local = learner.EditModel();
        LeaveCaches(m_length);
        const double wall = Measure([&] {
            const Ptr<const FloatBuffer> before =
                algorithm->ComparesUpdates() ? learner.GetParameters()->Copy() : nullptr;
            algorithm->NotifyUpdated(local, before ? before->Data() : nullptr, count);
        });
        return wall - send * (m_rig.GetTransport().GetSent() - sent);
    }

  private:
    /// A message has been mixed in.
    void NoteMixed(Ptr<const ModelMessage> /* message */)
    {
        m_mixed = ReadClock();
    }

    const Algorithm& m_algorithm;             //!< which one
    uint32_t m_length;                        //!< of its model
    MixingRig m_rig;                          //!< the device
    uint32_t m_neighbors;                     //!< of it
    std::vector<Ptr<FloatBuffer>> m_contents; //!< two of each neighbour
    uint32_t m_turn{0};                       //!< which of the two
    double m_mixed{0};                        //!< when a message was mixed in last, us
};

/// Times of a message, us.
struct Cost
{
    double own;   //!< with the algorithm, the learner's part taken off
    double plain; //!< with a plain average, the same taken off
};

Cost
MeasureReceived(const Algorithm& algorithm, uint32_t length, uint32_t neighbors, uint32_t rounds)
{
    const Algorithm idle{"IdleMixer"};
    std::vector<std::unique_ptr<Receiver>> receivers;
    for (const Algorithm* which : {&idle, &ALGORITHMS.front(), &algorithm})
    {
        const uint32_t models = which == &algorithm ? 1 : algorithm.models;
        receivers.push_back(std::make_unique<Receiver>(*which, models * length, neighbors));
    }
    // After the first update, and after the round in which the algorithm gets its memory.
    PassTime(0.01);
    std::vector<std::vector<double>> times(receivers.size());
    for (uint32_t round = 0; round < rounds + 2; ++round)
    {
        PassTime(2);
        for (std::size_t k = 0; k < receivers.size(); ++k)
        {
            const double wall = receivers[k]->Receive();
            if (round >= 2)
            {
                times[k].push_back(wall);
            }
        }
    }
    const double learner = FindTypical(times[0]);
    const Cost cost{FindTypical(times[2]) - learner, FindTypical(times[1]) - learner};
    receivers.clear();
    Simulator::Destroy();
    return cost;
}

/// What is sent and what follows an update, us.
std::pair<double, double>
MeasureOwn(const Algorithm& algorithm, uint32_t length, uint32_t rounds)
{
    Algorithm client = algorithm;
    if (client.mixer.rfind("Fed", 0) == 0)
    {
        // Of a server and its client it is the client that makes updates.
        const bool more = client.mixer.back() == ']';
        client.mixer = more ? client.mixer.substr(0, client.mixer.size() - 1) + "|Server=1]"
                            : client.mixer + "[Server=1]";
    }
    Receiver receiver(client, length, 1);
    PassTime(1.5);
    std::vector<double> sends;
    std::vector<double> updates;
    for (uint32_t round = 0; round < rounds; ++round)
    {
        const double send = sends.empty() ? 0 : FindTypical(sends);
        updates.push_back(receiver.Update(send));
        sends.push_back(receiver.Send());
    }
    const std::pair<double, double> cost{FindTypical(sends), FindTypical(updates)};
    Simulator::Destroy();
    return cost;
}

std::string
Write(double value, int digits)
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(digits) << value;
    return text.str();
}

void
PrintTable(uint32_t length, const std::string& only, uint32_t budget)
{
    g_clock = length < 20000 ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID;
    const uint32_t rounds = std::max(9U, std::min(300U, budget / length));
    std::cout << "\n" << length << " parameters, first quartiles of " << rounds << ", "
              << (length < COLD_LENGTH ? "as the caches have them" : "outside the caches")
              << "; in plain averages\n\n"
              << "| algorithm | models a message | plain average, us | received, 1 neighbour | received, each of 4 | "
                 "at most | sent | own update |\n"
              << "| --- | --- | --- | --- | --- | --- | --- | --- |" << std::endl;
    for (const Algorithm& algorithm : ALGORITHMS)
    {
        if (algorithm.mixer.find(only) == std::string::npos)
        {
            continue;
        }
        const Cost one = MeasureReceived(algorithm, length, 1, rounds);
        const Cost four = MeasureReceived(algorithm, length, 4, rounds);
        const auto own = MeasureOwn(algorithm, length, rounds);
        std::string name = algorithm.mixer;
        // A bar would end the cell.
        std::replace(name.begin(), name.end(), '|', ' ');
        std::cout << "| " << name << " | " << algorithm.models << " | " << Write(one.plain, 2) << " | "
                  << Write(one.own / one.plain, 2) << " | " << Write(four.own / four.plain, 2) << " | "
                  << algorithm.limit << " | " << Write(own.first / one.plain, 2) << " | "
                  << Write(own.second / one.plain, 2) << " |" << std::endl;
    }
}

int
RunBenchmark(int argc, char* argv[])
{
    uint32_t length = 0;
    uint32_t budget = 20000000;
    std::string only;
    ScriptOptions options("What algorithms do with a message, beside a plain average.");
    options.Add("length", "Parameters of a model; 0: 1000, 100000 and 1000000", length, 0, 100000000);
    options.Add("only", "Part of the names of the algorithms to measure", only);
    options.Add("budget", "Parameters that one figure's rounds go through", budget, 1);
    options.Parse(argc, argv);
    const std::vector<uint32_t> lengths =
        length > 0 ? std::vector<uint32_t>{length / MixingRig::CLASSES * MixingRig::CLASSES}
                   : std::vector<uint32_t>{1000, 100000, 1000000};
    if (lengths.front() < 2 * MixingRig::CLASSES)
    {
        throw InputError("--length=" + std::to_string(length) + ": expected 0, or 20 or more");
    }
    const bool known = std::any_of(ALGORITHMS.begin(), ALGORITHMS.end(), [&](const auto& algorithm) {
        return algorithm.mixer.find(only) != std::string::npos;
    });
    if (!known)
    {
        throw InputError("--only=" + only + ": expected a part of a mixer's name, such as Choco");
    }
    for (const uint32_t each : lengths)
    {
        PrintTable(each, only, budget);
    }
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &RunBenchmark);
}
