/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "feature-partition.h"

#include "input-error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace ns3
{
namespace stardust
{

namespace
{

/// Steps of the power iteration at most.
constexpr uint32_t MAX_STEPS = 100;
/// It ends when the variance along the direction grows by less, relative to itself.
constexpr double TOLERANCE = 1e-7;
/// Partial sums of a product, added up at its end: one alone waits for each addition.
constexpr uint32_t SUMS = 4;

/// Samples less their mean, multiplied by vectors.
class CentredSamples
{
  public:
    /** @param data the samples, at least one. */
    explicit CentredSamples(const LabeledDataset& data)
        : m_data(data),
          m_mean(data.GetFeatures(), 0.0),
          m_row(data.GetFeatures())
    {
        for (uint32_t i = 0; i < data.GetN(); ++i)
        {
            const float* row = data.GetRow(i);
            for (std::size_t f = 0; f < m_mean.size(); ++f)
            {
                m_mean[f] += row[f];
            }
        }
        for (auto& value : m_mean)
        {
            value /= data.GetN();
        }
    }

    /**
     * @param sample index of the row.
     * @param v a vector, one value a feature.
     * @return the projection; the centred row is then in GetRow().
     */
    double Project(uint32_t sample, const std::vector<double>& v)
    {
        const float* row = m_data.GetRow(sample);
        std::array<double, SUMS> sums{};
        const std::size_t n = m_mean.size();
        const std::size_t whole = n - n % SUMS;
        for (std::size_t f = 0; f < n; ++f)
        {
            m_row[f] = row[f] - m_mean[f];
        }
        for (std::size_t f = 0; f < whole; f += SUMS)
        {
            for (std::size_t k = 0; k < SUMS; ++k)
            {
                sums[k] += m_row[f + k] * v[f + k];
            }
        }
        for (std::size_t f = whole; f < n; ++f)
        {
            sums[f - whole] += m_row[f] * v[f];
        }
        return (sums[0] + sums[1]) + (sums[2] + sums[3]);
    }

    /** @return what Project() has centred last. */
    const std::vector<double>& GetRow() const
    {
        return m_row;
    }

    /** @return variance of each feature. */
    std::vector<double> GetVariances()
    {
        std::vector<double> variances(m_mean.size(), 0.0);
        for (uint32_t i = 0; i < m_data.GetN(); ++i)
        {
            const float* row = m_data.GetRow(i);
            for (std::size_t f = 0; f < m_mean.size(); ++f)
            {
                const double deviation = row[f] - m_mean[f];
                variances[f] += deviation * deviation / m_data.GetN();
            }
        }
        return variances;
    }

    /**
     * Multiply by the covariance matrix.
     * @param v a vector.
     * @return the product.
     */
    std::vector<double> MultiplyByCovariance(const std::vector<double>& v)
    {
        std::vector<double> product(v.size(), 0.0);
        for (uint32_t i = 0; i < m_data.GetN(); ++i)
        {
            const double scale = Project(i, v) / m_data.GetN();
            for (std::size_t f = 0; f < product.size(); ++f)
            {
                product[f] += scale * m_row[f];
            }
        }
        return product;
    }

  private:
    const LabeledDataset& m_data; //!< the samples
    std::vector<double> m_mean;   //!< of each feature
    std::vector<double> m_row;    //!< centred
};

/// Scale to length 1, unless it is zero.
double
Normalize(std::vector<double>& v)
{
    const double length = std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
    for (auto& value : v)
    {
        value = length > 0 ? value / length : 0;
    }
    return length;
}

/**
 * Every feature by its deviation, with weights that no data are made to be
 * orthogonal to.
 */
std::vector<double>
MakeStart(const std::vector<double>& variances)
{
    constexpr double GOLDEN = 0.6180339887498949;
    std::vector<double> start(variances.size());
    for (std::size_t f = 0; f < start.size(); ++f)
    {
        const double turns = GOLDEN * f;
        start[f] = std::sqrt(variances[f]) * (1 + turns - std::floor(turns));
    }
    return start;
}

/// The bin of each sample: the samples in the order of their projections, cut evenly.
std::vector<uint32_t>
FindBins(const LabeledDataset& data, const std::vector<double>& direction)
{
    CentredSamples samples(data);
    std::vector<double> projections(data.GetN());
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        projections[i] = samples.Project(i, direction);
    }
    std::vector<uint32_t> order(data.GetN());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&projections](uint32_t a, uint32_t b) {
        return projections[a] < projections[b];
    });
    std::vector<uint32_t> bins(data.GetN());
    for (uint64_t rank = 0; rank < order.size(); ++rank)
    {
        bins[order[rank]] = rank * FEATURE_BINS / order.size();
    }
    return bins;
}

} // namespace

std::vector<double>
FindPrincipalDirection(const LabeledDataset& data)
{
    CentredSamples samples(data);
    auto direction = MakeStart(samples.GetVariances());
    if (Normalize(direction) == 0)
    {
        return {};
    }
    double variance = 0;
    for (uint32_t step = 0; step < MAX_STEPS; ++step)
    {
        direction = samples.MultiplyByCovariance(direction);
        const double next = Normalize(direction);
        if (next - variance <= TOLERANCE * next)
        {
            break;
        }
        variance = next;
    }
    return direction;
}

DataShares
PartitionFeature(const LabeledDataset& data,
                 uint32_t learners,
                 double alpha,
                 Ptr<GammaRandomVariable> gamma,
                 Ptr<UniformRandomVariable> random,
                 const std::string& context)
{
    const auto direction = FindPrincipalDirection(data);
    if (direction.empty())
    {
        throw InputError(
            context + ": all training samples have the same features, expected some that differ");
    }
    const auto bins = FindBins(data, direction);
    std::vector<std::vector<uint32_t>> groups(FEATURE_BINS);
    for (uint32_t sample : DrawOrder(data.GetN(), random))
    {
        groups[bins[sample]].push_back(sample);
    }
    DataShares shares(learners);
    for (const auto& group : groups)
    {
        DealByProportion(group, DrawDirichlet(learners, alpha, gamma, random), shares);
    }
    return shares;
}

} // namespace stardust
} // namespace ns3
