/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_QUADRATIC_TASK_H
#define STARDUST_QUADRATIC_TASK_H

#include "ns3/learner-group.h"
#include "ns3/learner-helper.h"
#include "ns3/learning-objective.h"

#include <Eigen/Core>

namespace ns3
{
namespace stardust
{
namespace tests
{

/**
 * @ingroup stardust-tests
 * Half the sum over k of h_k (x_k - u_k)^2, with u the sample's features, and h_k from
 * 1 down to 1 / Condition in equal ratios: a task whose every step has a closed form.
 * Devices with one sample each have exact gradients.
 */
class QuadraticObjective : public LearningObjective
{
  public:
    static TypeId GetTypeId();

    bool IsClassification() const override;
    uint32_t GetParameterCount() const override;
    void Initialize(float* parameters, Ptr<UniformRandomVariable> random) const override;
    double ComputeGradient(const float* parameters,
                           const SampleBatch& batch,
                           float* gradient) const override;
    void Predict(const float* parameters,
                 const float* const* rows,
                 uint32_t count,
                 float* outputs) const override;

    /** @return the curvatures h_k. */
    Eigen::ArrayXf GetCurvatures() const;

  private:
    double m_condition; //!< largest curvature over smallest
};

/**
 * Let device i minimise the distance to column i.
 * @param learners gets objective, data and shares.
 * @param centers what each device's loss is smallest at, one a column.
 * @param condition see QuadraticObjective.
 */
void SetQuadraticTask(LearnerHelper& learners, const Eigen::MatrixXd& centers, double condition = 1);

/**
 * Let devices begin with given models and never change them by learning: their updates
 * take a second each, for rounds, and change nothing.
 * @param learners gets a task, initial models and optimizer.
 * @param models what each device begins with, one a column.
 * @param path of a file for them.
 */
void SetFrozenModels(LearnerHelper& learners, const Eigen::MatrixXd& models, const std::string& path);

/**
 * @param rows number of rows.
 * @param columns number of columns.
 * @param seed of the draws.
 * @return independent standard normal draws.
 */
Eigen::MatrixXd DrawNormal(uint32_t rows, uint32_t columns, uint32_t seed);

/**
 * @param group learners.
 * @return the models of all, one a column.
 */
Eigen::MatrixXd TakeModels(const LearnerGroup& group);

/**
 * Install devices on a direct network that all hear each other, whose models change by mixing
 * alone, and that send only when they are told to; half a second passes.
 * @param mixer factory string of the mixer, without the namespace.
 * @param models a column a device.
 * @param path of a file to make.
 * @return the devices.
 */
Ptr<LearnerGroup> InstallQuiet(const std::string& mixer,
                               const Eigen::MatrixXd& models,
                               const std::string& path);

/** Let messages that were sent on a network without delay arrive. */
void LetArrive();

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_QUADRATIC_TASK_H
