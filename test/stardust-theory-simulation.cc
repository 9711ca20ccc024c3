/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-theory-simulation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <random>
#include <vector>

namespace ns3
{
namespace stardust
{
namespace tests
{

namespace
{

/// Independent draws.
class Draws
{
  public:
    explicit Draws(uint64_t seed)
        : m_engine(seed)
    {
    }

    double
    Exponential(double rate)
    {
        return std::exponential_distribution<double>(rate)(m_engine);
    }

    /// In [0, bound).
    double
    Uniform(double bound)
    {
        return std::uniform_real_distribution<double>(0, bound)(m_engine);
    }

    uint32_t
    Index(uint32_t n)
    {
        return std::uniform_int_distribution<uint32_t>(0, n - 1)(m_engine);
    }

    /// One of n, but not this.
    uint32_t
    Other(uint32_t n, uint32_t self)
    {
        const uint32_t index = Index(n - 1);
        return index < self ? index : index + 1;
    }

  private:
    std::mt19937_64 m_engine;
};

/// Mean and standard error of independent values.
Measured
Measure(const std::vector<double>& values)
{
    double mean = 0;
    for (const double value : values)
    {
        mean += value / values.size();
    }
    double squares = 0;
    for (const double value : values)
    {
        squares += (value - mean) * (value - mean);
    }
    return {mean, std::sqrt(squares / (values.size() - 1.0) / values.size())};
}

/// The time average of a step function, after a warm-up of a tenth, in 100 stretches.
class StepAverage
{
  public:
    explicit StepAverage(double duration)
        : m_begin(duration / 10),
          m_stretch(duration / STRETCHES)
    {
    }

    double
    GetEnd() const
    {
        return m_begin + STRETCHES * m_stretch;
    }

    /// The function had this value from the last call's time until now.
    void
    Add(double now, double value)
    {
        while (m_last < now && m_index < STRETCHES)
        {
            const double stretchEnd = m_begin + (m_index + 1) * m_stretch;
            const double until = std::min(now, stretchEnd);
            m_integrals[m_index] += value * std::max(0.0, until - std::max(m_last, m_begin));
            m_last = until;
            m_index += until == stretchEnd ? 1 : 0;
        }
    }

    Measured
    Get() const
    {
        std::vector<double> means;
        for (const double integral : m_integrals)
        {
            means.push_back(integral / m_stretch);
        }
        return Measure(means);
    }

  private:
    static constexpr uint32_t STRETCHES = 100;

    double m_begin;
    double m_stretch;
    double m_last{0};
    uint32_t m_index{0};
    std::vector<double> m_integrals = std::vector<double>(STRETCHES, 0);
};

/// The general simulation: any update law, loss, delay.
class GossipSimulation
{
  public:
    explicit GossipSimulation(const SmallGossip& settings)
        : m_settings(settings),
          m_n(settings.n),
          m_draws(settings.seed),
          m_versions(m_n * m_n, 0),
          m_worst(m_n, 0),
          m_mean(settings.duration),
          m_worstMean(settings.duration)
    {
        for (uint32_t i = 0; i < m_n; ++i)
        {
            ScheduleUpdate(i);
            ScheduleSending(i);
        }
    }

    SmallStaleness
    Run()
    {
        while (m_now < m_mean.GetEnd())
        {
            const Event event = m_events.top();
            m_events.pop();
            m_now = event.time;
            m_mean.Add(m_now, m_sum / (m_n * (m_n - 1.0)));
            m_worstMean.Add(m_now, m_worstSum / m_n);
            Handle(event);
        }
        return {m_mean.Get(), m_worstMean.Get()};
    }

  private:
    enum class Kind
    {
        UPDATE,
        SEND,
        ARRIVE
    };

    struct Event
    {
        double time;
        Kind kind;
        uint32_t device;
        uint32_t receiver;
        std::vector<uint32_t> content;

        bool
        operator<(const Event& other) const
        {
            return time > other.time; // the queue's top is the earliest
        }
    };

    void
    ScheduleUpdate(uint32_t i)
    {
        const double wait =
            m_settings.updateShift + m_draws.Exponential(1 / m_settings.updateMean);
        m_events.push({m_now + wait, Kind::UPDATE, i, 0, {}});
    }

    void
    ScheduleSending(uint32_t i)
    {
        const double wait = m_draws.Exponential(m_settings.gossipRate);
        m_events.push({m_now + wait, Kind::SEND, i, 0, {}});
    }

    void
    Handle(const Event& event)
    {
        if (event.kind == Kind::UPDATE)
        {
            ++m_versions[event.device * m_n + event.device];
            m_sum += m_n - 1;
            FindWorst(event.device);
            ScheduleUpdate(event.device);
        }
        else if (event.kind == Kind::SEND)
        {
            const auto own = m_versions.begin() + event.device * m_n;
            m_events.push({m_now + m_settings.delay,
                           Kind::ARRIVE,
                           event.device,
                           m_draws.Other(m_n, event.device),
                           std::vector<uint32_t>(own, own + m_n)});
            if (!m_settings.blocked)
            {
                ScheduleSending(event.device);
            }
        }
        else
        {
            Arrive(event);
        }
    }

    void
    Arrive(const Event& event)
    {
        if (m_settings.blocked)
        {
            ScheduleSending(event.device);
        }
        if (m_draws.Uniform(1) < m_settings.loss)
        {
            return;
        }
        for (uint32_t i = 0; i < m_n; ++i)
        {
            uint32_t& known = m_versions[event.receiver * m_n + i];
            if (event.content[i] > known)
            {
                m_sum -= event.content[i] - known;
                known = event.content[i];
                FindWorst(i);
            }
        }
    }

    void
    FindWorst(uint32_t source)
    {
        const uint32_t newest = m_versions[source * m_n + source];
        uint32_t worst = 0;
        for (uint32_t j = 0; j < m_n; ++j)
        {
            worst = std::max(worst, newest - m_versions[j * m_n + source]);
        }
        m_worstSum += static_cast<double>(worst) - m_worst[source];
        m_worst[source] = worst;
    }

    SmallGossip m_settings;
    uint32_t m_n;
    Draws m_draws;
    std::priority_queue<Event> m_events;
    std::vector<uint32_t> m_versions; //!< holder by source
    std::vector<uint32_t> m_worst;    //!< staleness of each source, where it is largest
    StepAverage m_mean;
    StepAverage m_worstMean;
    double m_now{0};
    double m_sum{0};      //!< of the staleness of all pairs
    double m_worstSum{0}; //!< of m_worst
};

double
Spread(const std::vector<double>& models, double mean)
{
    double spread = 0;
    for (const double model : models)
    {
        spread += (model - mean) * (model - mean);
    }
    return spread;
}

double
Mean(const std::vector<double>& models)
{
    double sum = 0;
    for (const double model : models)
    {
        sum += model;
    }
    return sum / models.size();
}

} // namespace

SmallStaleness
SimulateGossip(const SmallGossip& settings)
{
    return GossipSimulation(settings).Run();
}

Measured
SimulateOpportunistic(uint32_t n, double gossipRate, double duration, uint64_t seed)
{
    Draws draws(seed);
    StepAverage average(duration);
    std::vector<uint32_t> versions(n * n, 0);
    std::vector<uint32_t> holders{0};
    uint32_t owner = 0;
    double now = 0;
    double sum = 0;
    while (now < average.GetEnd())
    {
        now += draws.Exponential(n + n * gossipRate);
        average.Add(now, sum / (n * (n - 1.0)));
        if (draws.Uniform(1 + gossipRate) < 1)
        {
            owner = draws.Index(n);
            holders = {owner};
            ++versions[owner * n + owner];
            sum += n - 1;
            continue;
        }
        const uint32_t sender = holders[draws.Index(holders.size())];
        uint32_t& known = versions[draws.Other(n, sender) * n + owner];
        const uint32_t newest = versions[owner * n + owner];
        if (known < newest)
        {
            sum -= newest - known;
            known = newest;
            holders.push_back((&known - versions.data()) / n);
        }
    }
    return average.Get();
}

Measured
SimulateSeparateSource(uint32_t n, bool ring, double duration, uint64_t seed)
{
    Draws draws(seed);
    StepAverage average(duration);
    std::vector<uint32_t> ages(n, 0);
    double now = 0;
    while (now < average.GetEnd())
    {
        now += draws.Exponential(2.0 + n);
        average.Add(now, std::accumulate(ages.begin(), ages.end(), 0.0) / n);
        const uint32_t event = draws.Index(n + 2);
        if (event == n)
        {
            std::for_each(ages.begin(), ages.end(), [](uint32_t& age) { ++age; });
        }
        else if (event == n + 1)
        {
            ages[draws.Index(n)] = 0;
        }
        else
        {
            const uint32_t side = (event + (draws.Index(2) == 0 ? 1 : n - 1)) % n;
            const uint32_t receiver = ring ? side : draws.Other(n, event);
            ages[receiver] = std::min(ages[receiver], ages[event]);
        }
    }
    return average.Get();
}

SmallMixing
SimulateMixing(uint32_t n, double gossipRate, double duration, uint32_t runs, uint64_t seed)
{
    Draws draws(seed);
    std::vector<double> contractions;
    std::vector<double> shifts;
    for (uint32_t run = 0; run < runs; ++run)
    {
        std::vector<double> models(n);
        std::generate(models.begin(), models.end(), [&draws] { return draws.Uniform(1); });
        const double before = Mean(models);
        const double spread = Spread(models, before);
        for (double now = draws.Exponential(n * gossipRate); now < duration;
             now += draws.Exponential(n * gossipRate))
        {
            const uint32_t sender = draws.Index(n);
            double& model = models[draws.Other(n, sender)];
            model = (model + models[sender]) / 2;
        }
        const double after = Mean(models);
        contractions.push_back(Spread(models, after) / spread);
        shifts.push_back((after - before) * (after - before) / spread);
    }
    return {Measure(contractions), Measure(shifts)};
}

} // namespace tests
} // namespace stardust
} // namespace ns3
