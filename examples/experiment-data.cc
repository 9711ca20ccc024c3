/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-data.h"

#include "ns3/digit-task.h"
#include "ns3/idx-reader.h"
#include "ns3/input-error.h"
#include "ns3/label-noise.h"
#include "ns3/regression-task.h"
#include "ns3/stream-plan.h"
#include "ns3/synthetic-task.h"

using namespace ns3;
using namespace ns3::stardust;

namespace
{

Ptr<LabeledDataset>
MakeRegressionData(const Experiment& e)
{
    RegressionTask task;
    task.kind = e.task == "linear" ? RegressionKind::LINEAR : RegressionKind::NONLINEAR;
    task.devices = e.learners;
    task.samplesPerDevice = e.samplesPerLearner;
    task.features = e.features;
    task.common = e.common;
    task.heterogeneity = e.heterogeneity;
    task.noise = e.noise;
    return MakeRegressionTask(task, STREAMS_DEVICE_DATA);
}

Ptr<LabeledDataset>
MakeClassificationData(const Experiment& e)
{
    const uint32_t samples = e.learners * e.samplesPerLearner;
    const Ptr<LabeledDataset> data =
        e.data == "digits"
            ? MakeDigitTask({samples, e.difficulty}, STREAMS_DATA)
            : MakeGaussianTask({samples, e.features, e.classes, e.separation}, STREAMS_DATA);
    AddLabelNoise(*data, e.labelNoise, STREAMS_LABEL_NOISE);
    return data;
}

} // namespace

Ptr<LabeledDataset>
LoadData(const Experiment& e)
{
    if (e.data == "synthetic" && IsRegression(e))
    {
        return MakeRegressionData(e);
    }
    if (IsDrawn(e))
    {
        return MakeClassificationData(e);
    }
    const auto comma = e.data.find(',');
    if (e.data.rfind("idx:", 0) == 0 && comma != std::string::npos)
    {
        return ReadIdx(e.data.substr(4, comma - 4), e.data.substr(comma + 1));
    }
    throw InputError("--data=" + e.data +
                     ": unknown data; expected synthetic, digits or idx:IMAGES,LABELS");
}
