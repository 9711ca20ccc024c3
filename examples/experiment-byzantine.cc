/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-byzantine.h"

#include "ns3/byzantine-senders.h"
#include "ns3/gossip-learner.h"
#include "ns3/input-error.h"
#include "ns3/learner-group.h"
#include "ns3/model-evaluator.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::stardust;

void
AddByzantineOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("byzantine",
                "What Byzantine devices send: none (there are none), sign-flip (their model times -1), "
                "noise:DEVIATION (normal noise added), scale:FACTOR (times FACTOR) or factory string of a "
                "ByzantineCodec",
                e.byzantine);
    options.Add("byzantineDevices",
                "How many devices are Byzantine, the last ones; or ids:I,J,... for these",
                e.byzantineDevices);
}

void
CheckByzantine(const Experiment& e, const ScriptOptions& options)
{
    const bool asked = e.byzantine != "none";
    if (asked)
    {
        ParseByzantineBehavior(e.byzantine);
    }
    if (asked != options.IsGiven("byzantineDevices"))
    {
        throw InputError(asked ? "--byzantine=" + e.byzantine +
                                     ": nobody does it; expected --byzantineDevices too"
                               : "--byzantineDevices=" + e.byzantineDevices +
                                     ": they do nothing; expected --byzantine too");
    }
}

void
CheckByzantineDevices(const Experiment& e)
{
    if (e.byzantine != "none")
    {
        ParseByzantineDevices(e.byzantineDevices, e.learners);
    }
}

void
ConfigureByzantine(const Experiment& e, LearnerHelper& helper)
{
    if (e.byzantine != "none")
    {
        helper.SetByzantine(e.byzantine, ParseByzantineDevices(e.byzantineDevices, e.learners));
    }
}

void
PrintByzantine(const Experiment& e,
               const LearnerGroup& group,
               Ptr<const LabeledDataset> test,
               std::ostream& out)
{
    if (e.byzantine == "none")
    {
        return;
    }
    const auto hostile = ParseByzantineDevices(e.byzantineDevices, e.learners);
    out << "  byzantine  " << e.byzantine << " by " << hostile.size() << " of " << e.learners << " devices:";
    for (const uint32_t id : hostile)
    {
        out << " " << id;
    }
    out << std::endl;
    std::vector<const float*> models;
    for (uint32_t i = 0; i < group.GetN(); ++i)
    {
        if (!std::binary_search(hostile.begin(), hostile.end(), i))
        {
            models.push_back(group.GetLearner(i)->GetParameters()->Data());
        }
    }
    const AccuracySummary honest = SummarizeScores(group.Evaluate(models, *test));
    out << "  honest     loss " << honest.loss;
    if (!IsRegression(e))
    {
        out << ", accuracy " << honest.mean << " mean, " << honest.worst << " worst";
    }
    out << std::endl;
}
