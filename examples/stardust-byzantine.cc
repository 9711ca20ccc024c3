/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What Byzantine senders do to averaging, and to mixers that withstand them: ten devices learn a task
// of ten classes, and the last K of them send something else than their models. For each behaviour,
// each mixer and K = 0, 1, ... the accuracy of the honest devices is printed, a mean over the runs;
// all runs go to the trace as byzantine/MIXER/BEHAVIOUR/K, which examples/analysis/figures.py draws.

#include "ns3/byzantine-senders.h"
#include "ns3/data-partition.h"
#include "ns3/direct-network-helper.h"
#include "ns3/gossip-learner.h"
#include "ns3/input-error.h"
#include "ns3/learner-helper.h"
#include "ns3/number-parser.h"
#include "ns3/record-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"
#include "ns3/stream-plan.h"
#include "ns3/string.h"
#include "ns3/synthetic-task.h"

#include <iomanip>
#include <iostream>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

/// What the user asks for.
struct Study
{
    uint32_t learners{10};
    uint32_t most{3};
    uint32_t runs{5};
    double duration{60};
    std::string behaviors{"sign-flip,noise:1,scale:-10"};
    std::string partition{"iid"};
    std::string trace;
};

/// A mixer and what it is called.
struct Contestant
{
    std::string name;
    std::string mixer;
};

/// The mixers, those that want to know it told of the largest number of Byzantine devices.
std::vector<Contestant>
ListMixers(const Study& study)
{
    const std::string each = "Mixer[Trigger=Update|LeastModels=" + std::to_string(2 * study.most + 2);
    const auto make = [&](const std::string& type, const std::string& rest) {
        return "ns3::stardust::" + type + each + rest + "]";
    };
    const std::string faulty = "|Faulty=" + std::to_string(study.most);
    return {{"average", make("Buffered", "")},
            {"median", make("CoordinateMedian", "")},
            {"trimmed-mean", make("TrimmedMean", faulty)},
            {"krum", make("Krum", faulty)},
            {"multi-krum", make("Krum", faulty + "|Select=" + std::to_string(study.most + 1))},
            {"clipped", make("Clipped", "")}};
}

/// Make one run.
/// @return mean accuracy of the honest devices
double
MakeRun(const Study& study,
        const std::string& mixer,
        const std::string& behavior,
        uint32_t hostile,
        RecordHelper& record)
{
    GaussianTask task;
    task.samples = study.learners * 100;
    task.separation = 4;
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_SPLIT);
    const DatasetSplit data = SplitDataset(MakeGaussianTask(task, STREAMS_DATA), 0.2, random);

    LearnerHelper learner;
    DirectNetworkHelper().Install(learner);
    learner.SetData(data.train, MakePartition(study.partition, *data.train, study.learners, STREAMS_PARTITION));
    learner.SetMixer(mixer);
    learner.SetAttribute("GossipInterval", StringValue("ns3::ExponentialRandomVariable[Mean=0.1]"));
    learner.SetByzantine(behavior, ParseByzantineDevices(std::to_string(hostile), study.learners));
    NodeContainer nodes;
    nodes.Create(study.learners);
    learner.Install(nodes);

    record.SetEvaluation(data.test, Seconds(study.duration / 10));
    Ptr<RunRecorder> recorder = record.Install(learner.GetGroup());
    Simulator::Stop(Seconds(study.duration));
    Simulator::Run();
    std::vector<const float*> models;
    for (uint32_t i = 0; i < study.learners - hostile; ++i)
    {
        models.push_back(learner.GetGroup()->GetLearner(i)->GetParameters()->Data());
    }
    double accuracy = 0;
    for (const ModelScore& score : learner.GetGroup()->Evaluate(models, *data.test))
    {
        accuracy += score.accuracy / models.size();
    }
    recorder->Finish();
    Simulator::Destroy();
    return accuracy;
}

/// Print a line of a table for each number of Byzantine devices, a column a mixer.
void
CompareMixers(const Study& study, const std::string& behavior, RecordHelper& record)
{
    std::cout << behavior << ": accuracy of the honest devices of " << study.learners << "\n  K";
    const auto mixers = ListMixers(study);
    for (const auto& contestant : mixers)
    {
        std::cout << std::setw(14) << contestant.name;
    }
    std::cout << std::endl;
    const uint64_t first = RngSeedManager::GetRun();
    for (uint32_t hostile = 0; hostile <= study.most; ++hostile)
    {
        std::cout << std::setw(3) << hostile;
        for (const auto& contestant : mixers)
        {
            record.SetName("byzantine/" + contestant.name + "/" + behavior + "/" + std::to_string(hostile));
            double sum = 0;
            for (uint32_t r = 0; r < study.runs; ++r)
            {
                RngSeedManager::SetRun(first + r);
                sum += MakeRun(study, contestant.mixer, behavior, hostile, record);
            }
            std::cout << std::setw(14) << std::fixed << std::setprecision(3) << sum / study.runs << std::flush;
        }
        std::cout << std::endl;
    }
    RngSeedManager::SetRun(first);
}

int
CompareAll(int argc, char* argv[])
{
    Study study;
    ScriptOptions options("Byzantine senders against averaging and robust mixers.");
    options.Add("learners", "Number of devices", study.learners, 3, 1000);
    options.Add("byzantineDevices",
                "Largest number of Byzantine devices; those from 0 on are tried",
                study.most,
                0,
                999);
    options.Add("byzantine",
                "What they send: behaviours as of stardust-experiment, separated by commas",
                study.behaviors);
    options.Add("partition", "Who gets which samples: iid, dirichlet:ALPHA, shards:K or classes:K", study.partition);
    options.Add("duration", "Simulated time of a run, s", study.duration, 1, 1e6);
    options.Add("runs", "Runs of each: RngRun, RngRun+1, ...", study.runs, 1, 1000);
    options.Add("trace", "SQLite file to append the runs to; empty: none", study.trace);
    options.Parse(argc, argv);
    // Krum needs one model more than twice those that lie, and two.
    if (2 * study.most + 3 > study.learners)
    {
        throw InputError("--byzantineDevices=" + std::to_string(study.most) + ": expected at most " +
                         std::to_string((study.learners - 3) / 2) + " of --learners=" +
                         std::to_string(study.learners));
    }
    const auto behaviors = SplitAtCommas(study.behaviors);
    for (const auto& behavior : behaviors)
    {
        ParseByzantineBehavior(behavior);
    }
    RecordHelper record;
    record.SetTrace(study.trace);
    record.SetDetail(ParseTraceDetail("summary"));
    record.SetCommandLine(options.GetCommandLine(), options.ToJson());
    record.SetPartition(study.partition);
    record.SetWarmUp(Seconds(study.duration / 10));
    for (const auto& behavior : behaviors)
    {
        CompareMixers(study, behavior, record);
    }
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &CompareAll);
}
