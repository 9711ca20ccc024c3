/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// An objective of one's own: linear regression with Huber's loss, which targets that are far off
// cannot pull at will.

#include "extension-run.h"

#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/learning-objective.h"
#include "ns3/random-variable-stream.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::stardust;

/// Prediction a . w + b; parameters are w, one a feature, then b.
class HuberObjective : public LearningObjective
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("HuberObjective")
                                .SetParent<LearningObjective>()
                                .AddConstructor<HuberObjective>()
                                .AddAttribute("Delta",
                                              "Error from which on the loss grows linearly, above 0",
                                              DoubleValue(1),
                                              MakeDoubleAccessor(&HuberObjective::m_delta),
                                              MakeDoubleChecker<double>(1e-9));
        return tid;
    }

    bool IsClassification() const override
    {
        return false;
    }

    uint32_t GetParameterCount() const override
    {
        return GetFeatures() + 1;
    }

    void Initialize(float* parameters, Ptr<UniformRandomVariable>) const override
    {
        std::fill_n(parameters, GetParameterCount(), 0.0f); // convex: no symmetry to break
    }

    double ComputeGradient(const float* parameters,
                           const SampleBatch& batch,
                           float* gradient) const override
    {
        std::fill_n(gradient, GetParameterCount(), 0.0f);
        double loss = 0;
        for (uint32_t i = 0; i < batch.size; ++i)
        {
            const float* row = batch.data->GetRow(batch.samples[i]);
            const double error = PredictOne(parameters, row) - batch.data->GetTarget(batch.samples[i]);
            const double slope = std::clamp(error, -m_delta, m_delta);
            // Half the square where slope is the error, else a line that goes on from there.
            loss += (slope * error - slope * slope / 2) / batch.size;
            const auto share = static_cast<float>(slope / batch.size);
            for (uint32_t k = 0; k < GetFeatures(); ++k)
            {
                gradient[k] += share * row[k];
            }
            gradient[GetFeatures()] += share;
        }
        return loss + AddPenalty(parameters, gradient, GetFeatures());
    }

    void Predict(const float* parameters,
                 const float* const* rows,
                 uint32_t count,
                 float* outputs) const override
    {
        for (uint32_t i = 0; i < count; ++i)
        {
            outputs[i] = static_cast<float>(PredictOne(parameters, rows[i]));
        }
    }

  private:
    double PredictOne(const float* parameters, const float* row) const
    {
        double sum = parameters[GetFeatures()];
        for (uint32_t k = 0; k < GetFeatures(); ++k)
        {
            sum += double(parameters[k]) * row[k];
        }
        return sum;
    }

    double m_delta{1}; ///< see the attribute
};

NS_OBJECT_ENSURE_REGISTERED(HuberObjective);

/// Targets 2 a_0 - a_1 + 0.5 with a little noise; one in ten is 50 too much.
static Ptr<LabeledDataset>
MakeData(uint32_t samples)
{
    auto normal = CreateObject<NormalRandomVariable>();
    normal->SetStream(1);
    auto data = Create<LabeledDataset>(samples, 2, 0);
    for (uint32_t i = 0; i < samples; ++i)
    {
        float* row = data->GetRow(i);
        row[0] = static_cast<float>(normal->GetValue());
        row[1] = static_cast<float>(normal->GetValue());
        const double target = 2 * row[0] - row[1] + 0.5 + 0.1 * normal->GetValue();
        data->SetTarget(i, static_cast<float>(target + (i % 10 == 0 ? 50 : 0)));
    }
    return data;
}

/// @return the largest difference of the gradient to central differences of the loss.
static double
CheckGradient(Ptr<const LabeledDataset> data)
{
    auto objective = CreateObject<HuberObjective>();
    objective->SetShape(*data);
    const uint32_t samples[] = {0, 1, 2, 3, 4, 5, 6, 7};
    const SampleBatch batch{PeekPointer(data), samples, 8};
    float model[] = {0.3f, -0.2f, 0.1f};
    float gradient[3];
    float unused[3];
    objective->ComputeGradient(model, batch, gradient);
    double largest = 0;
    for (float& parameter : model)
    {
        const float middle = parameter;
        parameter = middle + 0.001f;
        const double above = objective->ComputeGradient(model, batch, unused);
        parameter = middle - 0.001f;
        const double below = objective->ComputeGradient(model, batch, unused);
        parameter = middle;
        largest = std::max(largest, std::abs((above - below) / 0.002 - gradient[&parameter - model]));
    }
    return largest;
}

/// @return what the first device says of the sample (0, 0), whose target is 0.5, in the end.
static double
LearnOffset(const std::string& objective, Ptr<const LabeledDataset> data)
{
    NodeContainer nodes;
    nodes.Create(5);
    LearnerHelper learners;
    learners.SetObjective(objective);
    learners.SetData(data, MakePartition("iid", *data, nodes.GetN(), 2));
    DirectNetworkHelper().Install(learners);
    learners.Install(nodes);
    Simulator::Stop(Seconds(200));
    Simulator::Run();
    const float origin[] = {0, 0};
    const float* row = origin;
    float prediction;
    learners.GetGroup()->GetObjective()->Predict(learners.GetGroup()->GetLearner(0)->GetParameters()->Data(),
                                                 &row,
                                                 1,
                                                 &prediction);
    Simulator::Destroy();
    return prediction;
}

static int
Run(int argc, char* argv[])
{
    ScriptOptions("An objective of one's own.").Parse(argc, argv);
    const Ptr<const LabeledDataset> data = MakeData(1000);
    bool right = Check("error of the gradient", CheckGradient(data), 0, 1e-3);
    // Huber's optimum with a share 0.1 of targets far above: b where 0.9 (b - 0.5) = 0.1 Delta.
    const double optimum = 0.5 + 0.1 * 0.2 / 0.9;
    right &= Check("prediction under Huber's loss",
                   LearnOffset("HuberObjective[Delta=0.2]", data),
                   optimum - 0.1,
                   optimum + 0.1);
    right &= Check("under half the squared error",
                   LearnOffset("ns3::stardust::LinearObjective[Bias=true]", data),
                   3,
                   8);
    return right ? 0 : 1;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Run);
}
