/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UPDATE_CLOCK_H
#define UPDATE_CLOCK_H

#include "wait-source.h"

#include <cstdint>

namespace ns3
{
namespace stardust
{

/// What makes a device begin an update.
enum UpdateTrigger
{
    TRIGGER_CLOCK,  //!< the end of the one before
    TRIGGER_RECEIVE //!< a model that was mixed in
};

/**
 * @ingroup stardust
 * When a device's updates begin, and how long they take.
 *
 * By TRIGGER_CLOCK one update follows the other. By TRIGGER_RECEIVE a model that
 * was mixed in begins an update; those that are mixed in while it runs make one
 * more together, which begins when it ends.
 *
 * An update takes the shift, and beside it work / speed where the device has a
 * speed, else a draw of a random variable.
 */
class UpdateClock
{
  public:
    /** @param variable random part of a duration, s; unused if there is a speed. */
    void SetTime(Ptr<RandomVariableStream> variable)
    {
        m_time.SetVariable(variable);
    }

    /** @return random part of a duration, s. */
    Ptr<RandomVariableStream> GetTime() const
    {
        return m_time.GetVariable();
    }

    /** @param shift constant part of a duration. */
    void SetShift(Time shift)
    {
        m_shift = shift;
    }

    /** @return constant part of a duration. */
    Time GetShift() const
    {
        return m_shift;
    }

    /** @param speed floating-point operations a second; 0: durations are drawn. */
    void SetSpeed(double speed)
    {
        m_speed = speed;
    }

    /** @return floating-point operations a second; 0: durations are drawn. */
    double GetSpeed() const
    {
        return m_speed;
    }

    /** @param trigger what makes an update begin. */
    void SetTrigger(UpdateTrigger trigger)
    {
        m_trigger = trigger;
    }

    /** @return what makes an update begin. */
    UpdateTrigger GetTrigger() const
    {
        return m_trigger;
    }

    /** @param stream index of the random stream of durations. */
    void SetStream(int64_t stream)
    {
        m_time.SetStream(stream);
    }

    /** Bring what Begin() needs into the cache: a hint, without any effect on results. */
    void Prefetch() const
    {
        m_time.Prefetch();
    }

    /**
     * An update begins.
     * @param now the present time.
     * @param remaining share of its duration that is still to pass.
     * @param work floating-point operations it takes.
     * @return the time until it ends.
     */
    Time Begin(Time now, double remaining, double work)
    {
        m_began = now;
        m_updating = true;
        double duration = m_speed > 0 ? work / m_speed : m_time.Draw();
        if (!m_shift.IsZero())
        {
            duration += m_shift.GetSeconds();
        }
        return MakeWait(remaining * duration);
    }

    /**
     * The update is over.
     * @return when it began.
     */
    Time End()
    {
        m_updating = false;
        return m_began;
    }

    /**
     * After End().
     * @return whether another update is to begin at once.
     */
    bool GoesOn()
    {
        const bool again = m_again;
        m_again = false;
        return m_trigger == TRIGGER_CLOCK || again;
    }

    /**
     * A model was mixed in.
     * @return whether an update is to begin at once.
     */
    bool NoteMixed()
    {
        if (m_trigger == TRIGGER_CLOCK)
        {
            return false;
        }
        m_again = m_updating;
        return !m_updating;
    }

    /** @return whether an update is at hand. */
    bool IsUpdating() const
    {
        return m_updating;
    }

    /** Forget the update at hand and any that was to follow. */
    void Stop()
    {
        m_updating = false;
        m_again = false;
    }

  private:
    WaitSource m_time;                      //!< random part of a duration
    Time m_began;                           //!< when the update at hand began
    Time m_shift;                           //!< constant part of a duration
    double m_speed{0};                      //!< floating-point operations a second, or 0
    UpdateTrigger m_trigger{TRIGGER_CLOCK}; //!< what makes an update begin
    bool m_updating{false};                 //!< an update is at hand
    bool m_again{false};                    //!< models were mixed in during this update
};

} // namespace stardust
} // namespace ns3

#endif // UPDATE_CLOCK_H
