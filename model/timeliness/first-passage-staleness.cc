/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "first-passage-staleness.h"

#include "ns3/abort.h"
#include "ns3/input-error.h"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>

namespace ns3
{
namespace stardust
{

namespace
{

const double INFINITE = std::numeric_limits<double>::infinity();

/// An arc that carries messages.
struct Arc
{
    std::pair<uint32_t, uint32_t> ends; //!< sender and receiver
    double meanWait;                    //!< 1 / rate of its messages, seconds
};

/// The mean of independent values and its standard error.
class MeanEstimator
{
  public:
    void
    Add(double value)
    {
        // Welford: one value at a time, without cancellation.
        ++m_count;
        const double before = value - m_mean;
        m_mean += before / m_count;
        m_squares += before * (value - m_mean);
        m_infinite = m_infinite || std::isinf(value);
    }

    StalenessEstimate
    Get() const
    {
        if (m_infinite)
        {
            return {INFINITE, 0};
        }
        return {m_mean, std::sqrt(m_squares / (m_count - 1.0) / m_count)};
    }

  private:
    uint32_t m_count{0};
    double m_mean{0};
    double m_squares{0};
    bool m_infinite{false};
};

/// Directed arcs with lengths, and shortest paths along them.
class ArcLengths
{
  public:
    ArcLengths(uint32_t n,
               const std::vector<std::pair<uint32_t, uint32_t>>& ends,
               std::vector<double> lengths)
        : m_graph(boost::edges_are_sorted, ends.begin(), ends.end(), n),
          m_lengths(std::move(lengths))
    {
    }

    /// Distances of all devices from the source; infinity where no path leads.
    void
    FindDistances(uint32_t source, std::vector<double>& distances) const
    {
        const auto vertices = boost::get(boost::vertex_index, m_graph);
        const auto arcs = boost::get(boost::edge_index, m_graph);
        boost::dijkstra_shortest_paths(
            m_graph,
            source,
            boost::weight_map(boost::make_iterator_property_map(m_lengths.begin(), arcs))
                .distance_map(boost::make_iterator_property_map(distances.begin(), vertices))
                .distance_inf(INFINITE));
    }

  private:
    using Graph = boost::compressed_sparse_row_graph<boost::directedS,
                                                     boost::no_property,
                                                     boost::no_property,
                                                     boost::no_property,
                                                     uint32_t,
                                                     uint64_t>;
    Graph m_graph;
    std::vector<double> m_lengths;
};

/// First-passage times from every device, drawn again and again.
class PassageSampler
{
  public:
    PassageSampler(uint32_t n,
                   std::vector<Arc> arcs,
                   double hopDelay,
                   Ptr<ExponentialRandomVariable> random)
        : m_n(n),
          m_arcs(std::move(arcs)),
          m_hopDelay(hopDelay),
          m_random(random),
          m_lengths(m_arcs.size()),
          m_reachable(n, 0)
    {
    }

    /// Draw all lengths anew.
    void
    Draw()
    {
        for (std::size_t a = 0; a < m_arcs.size(); ++a)
        {
            m_lengths[a] = m_hopDelay + m_arcs[a].meanWait * m_random->GetValue(1, 0);
        }
        m_bound = m_longest > 0 ? 1.5 * m_longest : INFINITE;
        m_short = MakeArcs(m_bound);
        m_all.reset();
    }

    /// Passage times from the source to all devices, for the lengths drawn last.
    void
    FindTimes(uint32_t source, std::vector<double>& times)
    {
        m_short->FindDistances(source, times);
        auto [reached, longest] = Summarize(times);
        // All found along arcs within the bound: then no longer arc can shorten
        // a path. Until the bound exists the search is complete anyway.
        if (m_bound < INFINITE && (reached < m_reachable[source] || longest > m_bound))
        {
            if (!m_all)
            {
                m_all = MakeArcs(INFINITE);
            }
            m_all->FindDistances(source, times);
            std::tie(reached, longest) = Summarize(times);
        }
        m_reachable[source] = reached;
        m_longest = std::max(m_longest, longest);
    }

  private:
    /// The arcs up to a length.
    std::unique_ptr<ArcLengths>
    MakeArcs(double bound) const
    {
        std::vector<std::pair<uint32_t, uint32_t>> ends;
        std::vector<double> lengths;
        for (std::size_t a = 0; a < m_arcs.size(); ++a)
        {
            if (m_lengths[a] <= bound)
            {
                ends.push_back(m_arcs[a].ends);
                lengths.push_back(m_lengths[a]);
            }
        }
        return std::make_unique<ArcLengths>(m_n, ends, std::move(lengths));
    }

    /// Number of devices reached, and the longest time it took.
    static std::pair<uint32_t, double>
    Summarize(const std::vector<double>& times)
    {
        uint32_t reached = 0;
        double longest = 0;
        for (const double time : times)
        {
            if (time < INFINITE)
            {
                ++reached;
                longest = std::max(longest, time);
            }
        }
        return {reached, longest};
    }

    uint32_t m_n;
    std::vector<Arc> m_arcs;
    double m_hopDelay;
    Ptr<ExponentialRandomVariable> m_random;
    std::vector<double> m_lengths;       //!< of the arcs, as drawn last
    double m_bound{INFINITE};            //!< on the arcs in m_short
    double m_longest{0};                 //!< passage time seen so far
    std::vector<uint32_t> m_reachable;   //!< number of devices a source can reach
    std::unique_ptr<ArcLengths> m_short; //!< arcs within the bound
    std::unique_ptr<ArcLengths> m_all;   //!< all arcs, made when needed
};

void
CheckNumber(const std::string& name, double value)
{
    if (!std::isfinite(value) || value < 0)
    {
        std::ostringstream line;
        line << name << " " << value << ": expected a finite number, 0 or more";
        throw InputError(line.str());
    }
}

/// One rate a device, from one a device or one for all.
std::vector<double>
SpreadRates(const std::string& name, const std::vector<double>& rates, uint32_t n)
{
    if (rates.size() != 1 && rates.size() != n)
    {
        throw InputError(std::to_string(rates.size()) + " " + name + "s: expected 1 or " +
                         std::to_string(n) + ", one for each device");
    }
    for (const double rate : rates)
    {
        CheckNumber(name, rate);
    }
    return rates.size() == n ? rates : std::vector<double>(n, rates.front());
}

void
CheckWeights(const CommunicationGraph& graph, const std::vector<double>& weights)
{
    if (!weights.empty() && weights.size() != graph.GetArcCount())
    {
        throw InputError(std::to_string(weights.size()) + " arc weights: expected " +
                         std::to_string(graph.GetArcCount()) + ", one for each arc");
    }
    for (const double weight : weights)
    {
        CheckNumber("arc weight", weight);
    }
}

/// A device's share of messages for each neighbour.
std::vector<double>
FindShares(uint32_t device, std::vector<double>::const_iterator weights, uint32_t degree)
{
    std::vector<double> shares(weights, weights + degree);
    double sum = 0;
    for (const double weight : shares)
    {
        sum += weight;
    }
    if (degree > 0 && !(sum > 0 && std::isfinite(sum)))
    {
        throw InputError("arc weights of device " + std::to_string(device) +
                         ": expected a finite sum above 0 (gossip rate 0 silences a device)");
    }
    for (double& share : shares)
    {
        share /= sum;
    }
    return shares;
}

/// The arcs that carry messages, sorted.
std::vector<Arc>
FindArcs(const CommunicationGraph& graph, const FirstPassageSettings& settings)
{
    const auto rates = SpreadRates("gossip rate", settings.gossipRates, graph.GetN());
    CheckWeights(graph, settings.arcWeights);
    std::vector<Arc> arcs;
    auto weights = settings.arcWeights.begin();
    for (uint32_t i = 0; i < graph.GetN(); ++i)
    {
        const uint32_t degree = graph.GetDegree(i);
        std::vector<double> shares(degree, 1.0 / degree);
        if (!settings.arcWeights.empty())
        {
            shares = FindShares(i, weights, degree);
            weights += degree;
        }
        for (uint32_t position = 0; position < degree; ++position)
        {
            if (rates[i] * shares[position] > 0)
            {
                arcs.push_back(
                    {{i, graph.GetNeighbor(i, position)}, 1 / (rates[i] * shares[position])});
            }
        }
    }
    return arcs;
}

/// Staleness of one repetition after the other, summed up as asked.
class StalenessCollector
{
  public:
    StalenessCollector(const std::vector<double>& updateRates, bool perPair)
        : m_updateRates(updateRates),
          m_sources(updateRates.size()),
          m_pairs(perPair ? updateRates.size() * updateRates.size() : 0)
    {
    }

    /// Take the passage times from one source; sources come in their order.
    void
    AddSource(uint32_t source, const std::vector<double>& times)
    {
        const std::size_t n = times.size();
        double sum = 0;
        double worst = 0;
        for (std::size_t j = 0; j < n; ++j)
        {
            // A source without updates is known even where nothing arrives.
            const double staleness =
                m_updateRates[source] > 0 ? m_updateRates[source] * times[j] : 0;
            sum += staleness;
            worst = std::max(worst, staleness);
            if (!m_pairs.empty())
            {
                m_pairs[source * n + j].Add(staleness);
            }
        }
        m_sources[source].Add(sum / (n - 1));
        m_sum += sum / (n - 1) / n;
        m_worstSum += worst / n;
    }

    void
    EndRepetition()
    {
        m_mean.Add(m_sum);
        m_worst.Add(m_worstSum);
        m_sum = 0;
        m_worstSum = 0;
    }

    FirstPassageStaleness
    Get() const
    {
        return {m_mean.Get(), m_worst.Get(), GetAll(m_sources), GetAll(m_pairs)};
    }

  private:
    static std::vector<StalenessEstimate>
    GetAll(const std::vector<MeanEstimator>& estimators)
    {
        std::vector<StalenessEstimate> estimates;
        for (const auto& estimator : estimators)
        {
            estimates.push_back(estimator.Get());
        }
        return estimates;
    }

    std::vector<double> m_updateRates;
    MeanEstimator m_mean;
    MeanEstimator m_worst;
    std::vector<MeanEstimator> m_sources;
    std::vector<MeanEstimator> m_pairs;
    double m_sum{0};      //!< over pairs, of this repetition
    double m_worstSum{0}; //!< over sources, of this repetition
};

} // namespace

FirstPassageStaleness
EstimateFirstPassageStaleness(const CommunicationGraph& graph,
                              const FirstPassageSettings& settings,
                              Ptr<ExponentialRandomVariable> random)
{
    NS_ABORT_MSG_IF(!random, "no source of random draws");
    const uint32_t n = graph.GetN();
    const auto updateRates = SpreadRates("update rate", settings.updateRates, n);
    auto arcs = FindArcs(graph, settings);
    CheckNumber("hop delay", settings.hopDelay);
    if (settings.repetitions < 2)
    {
        throw InputError("repetitions " + std::to_string(settings.repetitions) +
                         ": expected at least 2, or no error can be told");
    }
    if (n < 2)
    {
        return {{}, {}, std::vector<StalenessEstimate>(n), {}};
    }

    PassageSampler sampler(n, std::move(arcs), settings.hopDelay, random);
    StalenessCollector collector(updateRates, settings.perPair);
    std::vector<double> times(n);
    for (uint32_t repetition = 0; repetition < settings.repetitions; ++repetition)
    {
        sampler.Draw();
        for (uint32_t source = 0; source < n; ++source)
        {
            sampler.FindTimes(source, times);
            collector.AddSource(source, times);
        }
        collector.EndRepetition();
    }
    return collector.Get();
}

} // namespace stardust
} // namespace ns3
