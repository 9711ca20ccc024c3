/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stop-rule.h"

#include "ns3/double.h"
#include "ns3/fatal-error.h"
#include "ns3/input-error.h"
#include "ns3/number-parser.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(StopRule);

const char*
ToString(StopReason reason)
{
    switch (reason)
    {
    case StopReason::DURATION:
        return "duration";
    case StopReason::ACCURACY:
        return "accuracy";
    case StopReason::LOSS:
        return "loss";
    case StopReason::STALENESS:
        return "staleness";
    }
    NS_FATAL_ERROR("unknown reason");
}

TypeId
StopRule::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::StopRule")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<StopRule>()
            .AddAttribute("Accuracy",
                          "Stop at an evaluation whose mean accuracy is at least this; negative: "
                          "no target",
                          DoubleValue(-1),
                          MakeDoubleAccessor(&StopRule::m_accuracy),
                          MakeDoubleChecker<double>(-1, 1))
            .AddAttribute("Loss",
                          "Stop at an evaluation whose mean loss is at most this; negative: no "
                          "target",
                          DoubleValue(-1),
                          MakeDoubleAccessor(&StopRule::m_loss),
                          MakeDoubleChecker<double>(-1))
            .AddAttribute("Staleness",
                          "Stop at a sample after the warm-up whose mean staleness is at most "
                          "this, versions; negative: no target",
                          DoubleValue(-1),
                          MakeDoubleAccessor(&StopRule::m_staleness),
                          MakeDoubleChecker<double>(-1));
    return tid;
}

void
StopRule::CheckTargets(Ptr<const ModelEvaluator> evaluator) const
{
    if (m_accuracy >= 0 && (!evaluator || evaluator->GetTestData()->IsRegression()))
    {
        throw InputError("--stopAccuracy=" + FormatNumber(m_accuracy) +
                         ": nobody measures an accuracy, which needs a task with classes and an "
                         "evaluation");
    }
    if (m_loss >= 0 && !evaluator)
    {
        throw InputError("--stopLoss=" + FormatNumber(m_loss) +
                         ": nobody measures a loss, which needs an evaluation");
    }
}

void
StopRule::NotifyScores(const AccuracySummary& scores)
{
    // A mean that is no number has reached nothing.
    if (m_accuracy >= 0 && scores.mean >= m_accuracy)
    {
        Reach(StopReason::ACCURACY);
    }
    if (m_loss >= 0 && scores.loss <= m_loss)
    {
        Reach(StopReason::LOSS);
    }
}

void
StopRule::NotifyStaleness(double mean, Time warmUp)
{
    if (m_staleness >= 0 && mean <= m_staleness && Simulator::Now() > warmUp)
    {
        Reach(StopReason::STALENESS);
    }
}

void
StopRule::Reach(StopReason reason)
{
    if (m_reason != StopReason::DURATION)
    {
        return;
    }
    m_reason = reason;
    m_reached = Simulator::Now();
    Simulator::Stop();
}

bool
StopRule::HasTarget() const
{
    return m_accuracy >= 0 || m_loss >= 0 || m_staleness >= 0;
}

StopReason
StopRule::GetReason() const
{
    return m_reason;
}

std::string
StopRule::Describe() const
{
    std::string targets;
    const auto add = [&targets](double target, const std::string& what) {
        if (target >= 0)
        {
            targets += (targets.empty() ? "" : " or ") + what + " " + FormatNumber(target);
        }
    };
    add(m_accuracy, "accuracy");
    add(m_loss, "loss");
    add(m_staleness, "staleness");
    if (targets.empty())
    {
        return "";
    }
    return targets + (m_reason == StopReason::DURATION
                          ? ": not reached"
                          : std::string(": ") + ToString(m_reason) + " reached after " +
                                FormatNumber(m_reached.GetSeconds()) + " s");
}

} // namespace stardust
} // namespace ns3
