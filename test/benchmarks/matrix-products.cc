/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How many multiply-adds a second the gradients of a multilayer perceptron,
// 784-64-10 on batches of 32, reach: everything that a step of training computes
// counts as time, the products of matrices alone as work. eigen-products.cc is
// the reference, matrix-speed.py runs both.

#include "ns3/enum.h"
#include "ns3/perceptron-objective.h"
#include "ns3/random-variable-stream.h"
#include "ns3/script-options.h"
#include "ns3/string.h"
#include "ns3/synthetic-task.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <numeric>
#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

constexpr uint32_t FEATURES = 784;
constexpr uint32_t HIDDEN = 64;
constexpr uint32_t CLASSES = 10;
constexpr uint32_t BATCH = 32;
constexpr uint32_t SAMPLES = 100; // of a device

/// Operations of the products of a gradient: a multiply-add counts as two. Both
/// layers forward and for their weights, the second also for its inputs.
constexpr double FLOPS = 2.0 * BATCH * (2 * FEATURES * HIDDEN + 3 * HIDDEN * CLASSES);

/// A model, and the samples of a device in random order.
class Gradients
{
  public:
    explicit Gradients(KernelLevel kernel)
        : m_objective(CreateObject<PerceptronObjective>()),
          m_order(SAMPLES)
    {
        GaussianTask task;
        task.samples = SAMPLES;
        task.features = FEATURES;
        task.classes = CLASSES;
        m_data = MakeGaussianTask(task, 1);
        std::iota(m_order.begin(), m_order.end(), 0U);
        std::shuffle(m_order.begin(), m_order.end(), std::mt19937(1));
        const EnumValue level(kernel);
        m_objective->SetAttribute("Kernel", level);
        m_objective->SetAttribute("Hidden", StringValue(std::to_string(HIDDEN)));
        m_objective->SetShape(*m_data);
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(3);
        m_model.resize(m_objective->GetParameterCount());
        m_gradient.resize(m_model.size());
        m_objective->Initialize(m_model.data(), random);
    }

    /// @return operations a second, 1e9/s
    double Measure(double seconds)
    {
        using Clock = std::chrono::steady_clock;
        uint64_t gradients = 0;
        const auto begin = Clock::now();
        std::chrono::duration<double> wall{0};
        for (; wall.count() < seconds; wall = Clock::now() - begin)
        {
            for (uint32_t first = 0; first + BATCH <= SAMPLES; first += BATCH, ++gradients)
            {
                m_loss = m_objective->ComputeGradient(m_model.data(),
                                                      {PeekPointer(m_data), &m_order[first], BATCH},
                                                      m_gradient.data());
            }
        }
        return gradients * FLOPS / wall.count() / 1e9;
    }

    double GetLoss() const
    {
        return m_loss;
    }

  private:
    Ptr<PerceptronObjective> m_objective; //!< the model's
    Ptr<const LabeledDataset> m_data;     //!< the samples
    std::vector<uint32_t> m_order;        //!< in which they are used
    std::vector<float> m_model;           //!< its parameters
    std::vector<float> m_gradient;        //!< by them
    double m_loss{0};                     //!< of the last batch
};

int
RunBenchmark(int argc, char* argv[])
{
    std::string kernel = "auto";
    double duration = 1;
    ScriptOptions options("The rate of multiply-adds in the gradients of a perceptron.");
    options.Add("kernel", "auto, baseline, avx2 or avx512", kernel);
    options.Add("duration", "Wall time to measure, s", duration, 0.001, 1000);
    options.Parse(argc, argv);
    Gradients gradients(ParseKernelLevel(kernel));
    gradients.Measure(duration / 10);
    const double gflops = gradients.Measure(duration);
    std::cout << "gflops " << gflops << " loss " << gradients.GetLoss() << std::endl;
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &RunBenchmark);
}
