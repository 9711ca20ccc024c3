/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "extension-run.h"

#include "ns3/model-evaluator.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/stream-plan.h"
#include "ns3/synthetic-task.h"

#include <iostream>

using namespace ns3;
using namespace ns3::stardust;

ExtensionResult
Learn(LearnerHelper& learners,
      const NodeContainer& nodes,
      Time duration,
      Time ready,
      MessageSink concluded)
{
    GaussianTask task;
    task.samples = 100 * nodes.GetN();
    task.features = 16;
    task.classes = 8;
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_SPLIT);
    const DatasetSplit data = SplitDataset(MakeGaussianTask(task, STREAMS_DATA), 0.2, random);
    learners.SetData(data.train,
                     MakePartition("classes:2", *data.train, nodes.GetN(), STREAMS_PARTITION));
    learners.SetReadyTime(ready);
    learners.Install(nodes);
    if (!concluded.IsNull())
    {
        learners.GetGroup()->GetLedger()->TraceConnectWithoutContext("MessageConcluded", concluded);
    }
    auto evaluator = CreateObject<ModelEvaluator>();
    evaluator->Start(learners.GetGroup(), data.test, ready);
    Simulator::Stop(ready + duration);
    Simulator::Run();
    evaluator->Evaluate();
    ExtensionResult result;
    result.accuracy = evaluator->Summarize().mean;
    result.messages = learners.GetGroup()->GetLedger()->GetCounters();
    result.parameters = learners.GetGroup()->GetObjective()->GetParameterCount();
    return result;
}

bool
Check(const std::string& what, double seen, double low, double high)
{
    const bool right = seen >= low && seen <= high;
    std::cout << what << ": " << seen << ", expected " << low << " to " << high
              << (right ? "" : "  <-- WRONG") << std::endl;
    return right;
}
