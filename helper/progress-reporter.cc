/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "progress-reporter.h"

#include "ns3/input-error.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ProgressReporter);

namespace
{
/// Looks in a run; each costs an event, a thousandth of a second in all.
constexpr int LOOKS = 1000;
/// Bars are drawn at most so often.
constexpr std::chrono::milliseconds DRAW_INTERVAL(100);
constexpr int BAR_WIDTH = 24;
} // namespace

ProgressMode
ParseProgressMode(const std::string& name)
{
    if (name == "auto")
    {
        return ProgressMode::AUTO;
    }
    if (name == "on")
    {
        return ProgressMode::ON;
    }
    if (name == "off")
    {
        return ProgressMode::OFF;
    }
    throw InputError("--progress=" + name + ": expected auto, on or off");
}

TypeId
ProgressReporter::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::ProgressReporter")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddConstructor<ProgressReporter>();
    return tid;
}

void
ProgressReporter::DoDispose()
{
    m_next.Cancel();
    m_evaluator = nullptr;
    Object::DoDispose();
}

void
ProgressReporter::Start(Time duration,
                        Ptr<ModelEvaluator> evaluator,
                        ProgressMode mode,
                        std::ostream& os)
{
    if (mode == ProgressMode::OFF || !duration.IsStrictlyPositive())
    {
        return;
    }
    m_duration = duration;
    m_evaluator = evaluator;
    m_os = &os;
    m_bar = mode == ProgressMode::AUTO && isatty(STDERR_FILENO);
    m_started = m_drawn = std::chrono::steady_clock::now();
    m_next = Simulator::ScheduleNow(&ProgressReporter::Look, Ptr<ProgressReporter>(this));
}

double
ProgressReporter::GetShare() const
{
    return std::min(1.0, Simulator::Now().GetSeconds() / m_duration.GetSeconds());
}

std::string
ProgressReporter::Describe() const
{
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - m_started;
    const double share = GetShare();
    char text[160];
    int length = std::snprintf(text,
                               sizeof(text),
                               "%.1f s of %.1f s simulated",
                               Simulator::Now().GetSeconds(),
                               m_duration.GetSeconds());
    std::string description(text, length);
    if (share > 0 && share < 1)
    {
        const double left = wall.count() / share * (1 - share);
        length = std::snprintf(text, sizeof(text), ", %.0f s left", left + 0.5);
        description.append(text, length);
    }
    if (m_evaluator && m_evaluator->HasScores())
    {
        const AccuracySummary scores = m_evaluator->Summarize();
        length = scores.HasAccuracy()
                     ? std::snprintf(text, sizeof(text), ", accuracy %.3f", scores.mean)
                     : std::snprintf(text, sizeof(text), ", loss %.4g", scores.loss);
        description.append(text, length);
    }
    return description;
}

void
ProgressReporter::DrawBar()
{
    const auto filled = static_cast<int>(GetShare() * BAR_WIDTH);
    const std::string bar =
        std::string(filled, '#') + std::string(BAR_WIDTH - filled, '.');
    // Back to the start of the line; then erase what an older, longer line left.
    *m_os << "\r[" << bar << "] " << Describe() << "\033[K" << std::flush;
    m_drawn = std::chrono::steady_clock::now();
}

void
ProgressReporter::WriteLine()
{
    *m_os << Describe() << std::endl;
}

void
ProgressReporter::Look()
{
    const auto tenths = static_cast<uint32_t>(GetShare() * 10);
    if (m_bar && std::chrono::steady_clock::now() - m_drawn >= DRAW_INTERVAL)
    {
        DrawBar();
    }
    else if (!m_bar && tenths > m_tenths)
    {
        m_tenths = tenths;
        WriteLine();
    }
    m_next = Simulator::Schedule(std::max(m_duration / LOOKS, NanoSeconds(1)),
                                 &ProgressReporter::Look,
                                 Ptr<ProgressReporter>(this));
}

void
ProgressReporter::Finish()
{
    if (m_os && m_bar)
    {
        DrawBar();
        *m_os << std::endl;
    }
    m_os = nullptr;
    m_next.Cancel();
    // The event holds the reporter, which holds the event.
    m_next = EventId();
}

} // namespace stardust
} // namespace ns3
