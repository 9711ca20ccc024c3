/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"

#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/gossip-learner.h"
#include "ns3/npy-writer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace ns3
{
namespace stardust
{
namespace tests
{

NS_OBJECT_ENSURE_REGISTERED(QuadraticObjective);

TypeId
QuadraticObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::tests::QuadraticObjective")
                            .SetParent<LearningObjective>()
                            .SetGroupName("Stardust")
                            .AddConstructor<QuadraticObjective>()
                            .AddAttribute("Condition",
                                          "Largest curvature over smallest",
                                          DoubleValue(1),
                                          MakeDoubleAccessor(&QuadraticObjective::m_condition),
                                          MakeDoubleChecker<double>(1));
    return tid;
}

bool
QuadraticObjective::IsClassification() const
{
    return false;
}

uint32_t
QuadraticObjective::GetParameterCount() const
{
    return GetFeatures();
}

void
QuadraticObjective::Initialize(float* parameters, Ptr<UniformRandomVariable> /* random */) const
{
    std::fill_n(parameters, GetParameterCount(), 0.0f);
}

Eigen::ArrayXf
QuadraticObjective::GetCurvatures() const
{
    const uint32_t size = GetFeatures();
    Eigen::ArrayXf curvatures(size);
    for (uint32_t k = 0; k < size; ++k)
    {
        curvatures[k] = std::pow(m_condition, size > 1 ? -double(k) / (size - 1) : 0);
    }
    return curvatures;
}

double
QuadraticObjective::ComputeGradient(const float* parameters,
                                    const SampleBatch& batch,
                                    float* gradient) const
{
    const uint32_t size = GetFeatures();
    const Eigen::ArrayXf curvatures = GetCurvatures();
    const Eigen::Map<const Eigen::ArrayXf> model(parameters, size);
    Eigen::Map<Eigen::ArrayXf> sum(gradient, size);
    sum.setZero();
    double loss = 0;
    for (uint32_t at = 0; at < batch.size; ++at)
    {
        const Eigen::ArrayXf way =
            model - Eigen::Map<const Eigen::ArrayXf>(batch.data->GetRow(batch.samples[at]), size);
        sum += curvatures * way / float(batch.size);
        loss += 0.5 * (curvatures * way.square()).sum() / batch.size;
    }
    return loss;
}

void
QuadraticObjective::Predict(const float* /* parameters */,
                            const float* const* /* rows */,
                            uint32_t count,
                            float* outputs) const
{
    std::fill_n(outputs, count * GetOutputCount(), 0.0f);
}

void
SetQuadraticTask(LearnerHelper& learners, const Eigen::MatrixXd& centers, double condition)
{
    const uint32_t n = centers.cols();
    auto data = Create<LabeledDataset>(n, centers.rows(), 0);
    DataShares shares(n);
    for (uint32_t i = 0; i < n; ++i)
    {
        Eigen::Map<Eigen::VectorXf>(data->GetRow(i), centers.rows()) = centers.col(i).cast<float>();
        shares[i] = {i};
    }
    learners.SetObjective("ns3::stardust::tests::QuadraticObjective");
    learners.SetObjectiveAttribute("Condition", DoubleValue(condition));
    learners.SetData(data, shares);
}

void
SetFrozenModels(LearnerHelper& learners, const Eigen::MatrixXd& models, const std::string& path)
{
    const Eigen::MatrixXf values = models.cast<float>();
    NpyWriter file(path, {uint32_t(models.cols()), uint32_t(models.rows())});
    file.Append(values.data(), values.size());
    file.Commit();
    SetQuadraticTask(learners, Eigen::MatrixXd::Zero(models.rows(), models.cols()));
    learners.SetInitialParameters(path);
    learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=1e-30]");
    learners.SetAttribute("LocalSteps", UintegerValue(1));
    learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    learners.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
}

Eigen::MatrixXd
DrawNormal(uint32_t rows, uint32_t columns, uint32_t seed)
{
    std::mt19937_64 engine(seed);
    std::normal_distribution<double> normal;
    return Eigen::MatrixXd::NullaryExpr(rows, columns, [&]() { return normal(engine); });
}

Eigen::MatrixXd
TakeModels(const LearnerGroup& group)
{
    const uint32_t n = group.GetN();
    const std::size_t size = group.GetLearner(0)->GetParameters()->Size();
    Eigen::MatrixXd models(size, n);
    for (uint32_t i = 0; i < n; ++i)
    {
        Ptr<const FloatBuffer> parameters = group.GetLearner(i)->GetParameters();
        models.col(i) = Eigen::Map<const Eigen::VectorXf>(parameters->Data(), size).cast<double>();
    }
    return models;
}

Ptr<LearnerGroup>
InstallQuiet(const std::string& mixer, const Eigen::MatrixXd& models, const std::string& path)
{
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    SetFrozenModels(learners, models, path);
    learners.SetMixer("ns3::stardust::" + mixer);
    learners.SetAttribute("GossipInterval", StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
    NodeContainer nodes;
    nodes.Create(models.cols());
    learners.Install(nodes);
    Simulator::Stop(Seconds(0.5));
    Simulator::Run();
    return learners.GetGroup();
}

void
LetArrive()
{
    Simulator::Stop(Seconds(0));
    Simulator::Run();
}

} // namespace tests
} // namespace stardust
} // namespace ns3
