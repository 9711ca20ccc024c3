/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FEATURE_SCALER_H
#define FEATURE_SCALER_H

#include "labeled-dataset.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Standardisation: moves and scales each feature, and if wanted the targets, so
 * that in the training data its mean is 0 and its standard deviation 1.
 *
 * Both are learned from the training data alone and then applied to any data of
 * the same features. A feature that is the same in all training samples becomes 0
 * in all data. The standard deviation is that of the samples as they are (divided
 * by their number), in double precision and two passes.
 */
class FeatureScaler
{
  public:
    /// What is scaled.
    enum class Scope
    {
        FEATURES, //!< the features
        ALL       //!< the features and the targets of a regression
    };

    /**
     * Learn from the training data.
     * @param train the data, at least one sample; a regression set for Scope::ALL.
     * @param scope what is to be scaled.
     */
    FeatureScaler(const LabeledDataset& train, Scope scope);

    /**
     * @param data of as many features as the training data.
     * @return a scaled copy; values beyond the range of float32 are its limits.
     */
    Ptr<LabeledDataset> Scale(const LabeledDataset& data) const;

    /**
     * @param feature index of it.
     * @return its mean in the training data.
     */
    double GetMean(uint32_t feature) const;
    /**
     * @param feature index of it.
     * @return its standard deviation in the training data, 0 if it is constant.
     */
    double GetDeviation(uint32_t feature) const;

  private:
    /// Mean and standard deviation of a column.
    struct Moments
    {
        double mean{0};      //!< its mean
        double deviation{0}; //!< its standard deviation; 0 if constant
    };

    /**
     * @param value of a column.
     * @param moments of the column.
     * @return the value, scaled.
     */
    static float ScaleValue(float value, const Moments& moments);

    std::vector<Moments> m_features; //!< of the features
    Moments m_targets;               //!< of the targets
    Scope m_scope;                   //!< what is scaled
};

} // namespace stardust
} // namespace ns3

#endif // FEATURE_SCALER_H
