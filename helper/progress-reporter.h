/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROGRESS_REPORTER_H
#define PROGRESS_REPORTER_H

#include "ns3/event-id.h"
#include "ns3/model-evaluator.h"

#include <chrono>
#include <ostream>
#include <string>

namespace ns3
{
namespace stardust
{

/// When to report.
enum class ProgressMode
{
    AUTO, //!< a bar on a terminal, plain lines elsewhere
    ON,   //!< plain lines
    OFF   //!< nothing
};

/**
 * @ingroup stardust
 * @param name auto, on or off.
 * @return the mode.
 * @throws InputError if the name is another one.
 */
ProgressMode ParseProgressMode(const std::string& name);

/**
 * @ingroup stardust
 * Tells while a simulation runs how far it is: simulated time, wall time left,
 * accuracy (in regression the loss) so far. On a terminal one line that is drawn over, elsewhere a
 * plain line each tenth of the way.
 *
 * It only looks: a run with it and one without are the same.
 */
class ProgressReporter : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Begin to report.
     * @param duration simulated time of the run.
     * @param evaluator knows the scores; may be null.
     * @param mode when to report.
     * @param os where to; std::cerr for a bar on a terminal.
     */
    void Start(Time duration, Ptr<ModelEvaluator> evaluator, ProgressMode mode, std::ostream& os);

    /** The run is over: leave a clean line. */
    void Finish();

  protected:
    void DoDispose() override;

  private:
    /** Look at the clock, report if it is time to, and come back. */
    void Look();
    /** Draw the bar over the last one. */
    void DrawBar();
    /** Write a plain line. */
    void WriteLine();
    /** @return simulated time, wall time left and accuracy or loss in words. */
    std::string Describe() const;
    /** @return share of the run that is over. */
    double GetShare() const;

    Time m_duration;                //!< simulated time of the run
    Ptr<ModelEvaluator> m_evaluator; //!< knows the scores
    std::ostream* m_os{nullptr};    //!< where to; null: nowhere
    bool m_bar{false};              //!< a bar, not lines
    uint32_t m_tenths{0};           //!< lines written
    EventId m_next;                 //!< next look
    std::chrono::steady_clock::time_point m_started; //!< wall clock at the start
    std::chrono::steady_clock::time_point m_drawn;   //!< wall clock at the last bar
};

} // namespace stardust
} // namespace ns3

#endif // PROGRESS_REPORTER_H
