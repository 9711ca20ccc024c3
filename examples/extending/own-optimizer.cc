/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// An optimizer of one's own: steps of equal length in every parameter, against the sign of a running
// mean of the gradient.

#include "extension-run.h"

#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/local-optimizer.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"

using namespace ns3;
using namespace ns3::stardust;

/// Minus the step size times the sign of a running mean of the gradient.
class SignOptimizer : public LocalOptimizer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("SignOptimizer")
                                .SetParent<LocalOptimizer>()
                                .AddConstructor<SignOptimizer>()
                                .AddAttribute("Memory",
                                              "Share of the mean that a step keeps, 0 to below 1",
                                              DoubleValue(0.9),
                                              MakeDoubleAccessor(&SignOptimizer::m_memory),
                                              MakeDoubleChecker<double>(0, 0.9999));
        return tid;
    }

  protected:
    // Schedule, warm-up and weight decay are the base class's: stepSize is what they give.
    void DoStep(float* parameters, const float* gradient, uint32_t size, double stepSize) override
    {
        m_mean.resize(size, 0);
        const auto memory = static_cast<float>(m_memory);
        const auto step = static_cast<float>(stepSize);
        for (uint32_t k = 0; k < size; ++k)
        {
            m_mean[k] = memory * m_mean[k] + (1 - memory) * gradient[k];
            parameters[k] -= m_mean[k] > 0 ? step : m_mean[k] < 0 ? -step : 0;
        }
    }

    /// A device that forgets its model forgets this, too.
    void DoReset() override
    {
        m_mean.clear();
    }

  private:
    double m_memory{0.9};      ///< see the attribute
    std::vector<float> m_mean; ///< running mean of the gradient
};

NS_OBJECT_ENSURE_REGISTERED(SignOptimizer);

static int
Run(int argc, char* argv[])
{
    ScriptOptions("An optimizer of one's own.").Parse(argc, argv);

    // By itself: large and small gradients make equal steps, none makes none.
    auto optimizer = CreateObject<SignOptimizer>();
    optimizer->SetAttribute("StepSize", DoubleValue(0.25));
    float model[] = {1, 1, 1};
    const float gradient[] = {1000, -0.001f, 0};
    optimizer->Step(model, gradient, 3);
    bool right = Check("after a large gradient", model[0], 0.75, 0.75);
    right &= Check("after a small one", model[1], 1.25, 1.25);
    right &= Check("after none", model[2], 1, 1);

    // In a run: a device alone, which sees 2 of 8 classes, finds a quarter.
    NodeContainer nodes;
    nodes.Create(10);
    LearnerHelper learners;
    learners.SetOptimizer("SignOptimizer[StepSize=0.01|Schedule=InverseSqrt|Period=20]");
    DirectNetworkHelper().Install(learners);
    right &= Check("accuracy", Learn(learners, nodes, Seconds(60)).accuracy, 0.4, 1);
    Simulator::Destroy();
    return right ? 0 : 1;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Run);
}
