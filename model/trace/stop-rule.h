/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STOP_RULE_H
#define STOP_RULE_H

#include "ns3/model-evaluator.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <string>

namespace ns3
{
namespace stardust
{

/// Why a run has ended.
enum class StopReason : uint8_t
{
    DURATION, //!< its time was over
    ACCURACY, //!< the mean accuracy had reached its target
    LOSS,     //!< the mean loss had reached its target
    STALENESS //!< the mean staleness had reached its target
};

/**
 * @ingroup stardust
 * @param reason why a run has ended.
 * @return its name: duration, accuracy, loss or staleness.
 */
const char* ToString(StopReason reason);

/**
 * @ingroup stardust
 * Ends the simulation when a target is reached, the first if there are several.
 *
 * 1. Accuracy is reached when the mean over the devices evaluated is at least
 *    the target, Loss when the mean is at most the target, at an evaluation.
 * 2. Staleness is reached when the mean over pairs of devices is at most the
 *    target, at a sample after the warm-up: as all know nothing and nothing has
 *    been made, every run begins with 0.
 *
 * Targets are looked at only then, by a RunRecorder that has the rule; the
 * simulation stops in that event. A rule draws nothing and schedules nothing: up
 * to that event a run is the same as without it.
 */
class StopRule : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Check that what the targets are about is measured.
     * @param evaluator of the run; null if no models are evaluated.
     * @throws InputError with one line if it is not.
     */
    void CheckTargets(Ptr<const ModelEvaluator> evaluator) const;

    /**
     * Models were evaluated at the present time.
     * @param scores mean and extremes over the devices.
     */
    void NotifyScores(const AccuracySummary& scores);

    /**
     * Staleness was sampled at the present time.
     * @param mean over pairs, versions.
     * @param warmUp time at which the warm-up ends.
     */
    void NotifyStaleness(double mean, Time warmUp);

    /** @return whether there is a target. */
    bool HasTarget() const;

    /** @return which target was reached first, or that none was. */
    StopReason GetReason() const;

    /** @return the targets, and whether and when one was reached, for a person; empty without. */
    std::string Describe() const;

  private:
    /**
     * A target is reached: stop, unless one was before.
     * @param reason which.
     */
    void Reach(StopReason reason);

    double m_accuracy;  //!< see the attribute
    double m_loss;      //!< see the attribute
    double m_staleness; //!< see the attribute
    StopReason m_reason{StopReason::DURATION}; //!< which target was reached first
    Time m_reached;     //!< when
};

} // namespace stardust
} // namespace ns3

#endif // STOP_RULE_H
