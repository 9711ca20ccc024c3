/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-data.h"

#include "experiment-server.h"

#include "ns3/cifar-dataset-reader.h"
#include "ns3/csv-dataset-reader.h"
#include "ns3/digit-task.h"
#include "ns3/feature-scaler.h"
#include "ns3/idx-reader.h"
#include "ns3/input-error.h"
#include "ns3/label-noise.h"
#include "ns3/libsvm-dataset-reader.h"
#include "ns3/regression-task.h"
#include "ns3/stream-plan.h"
#include "ns3/synthetic-task.h"

#include <algorithm>
#include <numeric>
#include <vector>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

Ptr<LabeledDataset>
MakeRegressionData(const Experiment& e)
{
    RegressionTask task;
    const bool linear = e.task == "linear" || e.task == "centered-ridge";
    task.kind = linear ? RegressionKind::LINEAR : RegressionKind::NONLINEAR;
    task.devices = CountHolders(e);
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
    const uint32_t samples = CountHolders(e) * e.samplesPerLearner;
    const Ptr<LabeledDataset> data =
        e.data == "digits"
            ? MakeDigitTask({samples, e.difficulty}, STREAMS_DATA)
            : MakeGaussianTask({samples, e.features, e.classes, e.separation}, STREAMS_DATA);
    AddLabelNoise(*data, e.labelNoise, STREAMS_LABEL_NOISE);
    return data;
}

/// What stands in `--data=` or `--testData=`.
struct DataSource
{
    std::string option;             //!< the option and its value, for messages
    std::string kind;               //!< of the file
    std::vector<std::string> paths; //!< of the files
};

/// Every comma separates two paths where there may be several.
DataSource
ParseSource(const std::string& option, const std::string& value)
{
    DataSource source{"--" + option + "=" + value, GetDataKind(value), {}};
    std::string rest = value.substr(std::min(source.kind.size() + 1, value.size()));
    const bool several = source.kind == "idx" || source.kind == "cifar";
    for (auto comma = rest.find(','); several && comma != std::string::npos; comma = rest.find(','))
    {
        source.paths.push_back(rest.substr(0, comma));
        rest = rest.substr(comma + 1);
    }
    source.paths.push_back(rest);
    if (source.kind == "idx" && source.paths.size() != 2)
    {
        throw InputError(source.option +
                         ": expected idx:IMAGES,LABELS, two paths that hold no comma themselves");
    }
    if (std::find(source.paths.begin(), source.paths.end(), "") != source.paths.end())
    {
        throw InputError(source.option + ": a path is missing, expected " + source.kind +
                         (several ? ":PATH,PATH..." : ":PATH"));
    }
    return source;
}

/// Read files, and if they are to test a model, as the training data that they are like.
Ptr<LabeledDataset>
ReadFiles(const Experiment& e, const DataSource& source, Ptr<const LabeledDataset> like)
{
    if (source.kind == "csv")
    {
        CsvOptions options;
        options.header = e.csvHeader == "yes" ? CsvHeader::YES
                                              : (e.csvHeader == "no" ? CsvHeader::NO
                                                                     : CsvHeader::AUTO);
        options.labelColumn = e.labelColumn;
        options.groupColumn = e.groupColumn;
        options.regression = IsRegression(e);
        return ReadCsv(source.paths[0], options, like);
    }
    if (source.kind == "libsvm")
    {
        LibsvmOptions options;
        options.regression = IsRegression(e);
        options.features = e.features;
        return ReadLibsvm(source.paths[0], options, like);
    }
    return source.kind == "cifar" ? ReadCifar(source.paths)
                                  : ReadIdx(source.paths[0], source.paths[1], like);
}

} // namespace

namespace
{

/// Refuse targets of a regression that were read as classes.
void
CheckClasses(const Experiment& e, const LabeledDataset& data)
{
    constexpr uint32_t few = 20;
    if (!IsRegression(e) && data.GetN() >= few && data.GetClasses() > data.GetN() / 2)
    {
        throw InputError("--data=" + e.data + ": " + std::to_string(data.GetClasses()) +
                         " classes in " + std::to_string(data.GetN()) +
                         " samples; numbers are learned by --task=linear, nonlinear or "
                         "mlp-regression");
    }
}

} // namespace

ExperimentData
LoadData(const Experiment& e)
{
    if (e.data == "synthetic" && IsRegression(e))
    {
        return {MakeRegressionData(e), nullptr};
    }
    if (IsDrawn(e))
    {
        return {MakeClassificationData(e), nullptr};
    }
    const DataSource training = ParseSource("data", e.data);
    ExperimentData split;
    split.train = ReadFiles(e, training, nullptr);
    CheckClasses(e, *split.train);
    if (e.testData.empty())
    {
        return split;
    }
    const DataSource testing = ParseSource("testData", e.testData);
    split.test = ReadFiles(e, testing, split.train);
    return split;
}

ExperimentData
PrepareData(const Experiment& e, const ExperimentData& loaded, bool last)
{
    ExperimentData data = loaded;
    if (!last)
    {
        std::vector<uint32_t> all(loaded.train->GetN());
        std::iota(all.begin(), all.end(), 0);
        data.train = loaded.train->Select(all);
    }
    if (!data.test)
    {
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(STREAMS_SPLIT);
        data.test = HoldOut(*data.train, e.testFraction, random);
    }
    if (e.standardize != "none")
    {
        const FeatureScaler scaler(*data.train,
                                   e.standardize == "all" ? FeatureScaler::Scope::ALL
                                                          : FeatureScaler::Scope::FEATURES);
        data = {scaler.Scale(*data.train), scaler.Scale(*data.test)};
    }
    return data;
}

uint32_t
CountGroups(const LabeledDataset& data)
{
    uint32_t groups = 0;
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        groups = std::max(groups, data.GetGroup(i) + 1);
    }
    return groups;
}
