/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "feature-scaler.h"

#include "ns3/abort.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ns3
{
namespace stardust
{

FeatureScaler::FeatureScaler(const LabeledDataset& train, Scope scope)
    : m_features(train.GetFeatures()),
      m_scope(scope)
{
    NS_ABORT_MSG_IF(train.GetN() == 0, "no sample to learn a scale from");
    NS_ABORT_MSG_IF(scope == Scope::ALL && !train.IsRegression(), "only a regression has targets");
    const uint32_t features = train.GetFeatures();
    const double n = train.GetN();
    // The last column is the target.
    std::vector<double> mean(features + 1, 0);
    std::vector<double> square(features + 1, 0);
    // A constant is told from its values: its mean may be off by a rounding.
    std::vector<bool> varies(features + 1, false);
    const auto value = [&](uint32_t i, uint32_t f) {
        return f < features ? train.GetRow(i)[f]
                            : (scope == Scope::ALL ? train.GetTarget(i) : 0.0f);
    };
    for (uint32_t i = 0; i < train.GetN(); ++i)
    {
        for (uint32_t f = 0; f <= features; ++f)
        {
            mean[f] += value(i, f) / n;
            varies[f] = varies[f] || value(i, f) != value(0, f);
        }
    }
    for (uint32_t i = 0; i < train.GetN(); ++i)
    {
        for (uint32_t f = 0; f <= features; ++f)
        {
            const double distance = value(i, f) - mean[f];
            square[f] += distance * distance;
        }
    }
    for (uint32_t f = 0; f <= features; ++f)
    {
        Moments& moments = f < features ? m_features[f] : m_targets;
        moments.mean = varies[f] ? mean[f] : value(0, f);
        moments.deviation = varies[f] ? std::sqrt(square[f] / n) : 0;
    }
}

float
FeatureScaler::ScaleValue(float value, const Moments& moments)
{
    if (moments.deviation == 0)
    {
        return 0;
    }
    constexpr double LIMIT = std::numeric_limits<float>::max();
    return static_cast<float>(
        std::clamp((value - moments.mean) / moments.deviation, -LIMIT, LIMIT));
}

Ptr<LabeledDataset>
FeatureScaler::Scale(const LabeledDataset& data) const
{
    NS_ABORT_MSG_IF(data.GetFeatures() != m_features.size(), "data of other features");
    std::vector<uint32_t> all(data.GetN());
    std::iota(all.begin(), all.end(), 0);
    Ptr<LabeledDataset> scaled = data.Select(all);
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        float* row = scaled->GetRow(i);
        std::transform(row, row + m_features.size(), m_features.begin(), row, &ScaleValue);
        if (m_scope == Scope::ALL)
        {
            scaled->SetTarget(i, ScaleValue(data.GetTarget(i), m_targets));
        }
    }
    return scaled;
}

double
FeatureScaler::GetMean(uint32_t feature) const
{
    return m_features[feature].mean;
}

double
FeatureScaler::GetDeviation(uint32_t feature) const
{
    return m_features[feature].deviation;
}

} // namespace stardust
} // namespace ns3
