/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef VARIANCE_CORRECTED_MIXER_H
#define VARIANCE_CORRECTED_MIXER_H

#include "buffered-mixer.h"

#include "ns3/learning-objective.h"

namespace ns3
{
namespace stardust
{

/// Whose variance a corrected layer gets.
enum VarianceTarget
{
    VARIANCE_OF_OTHERS, //!< mean of those of the received layers
    VARIANCE_OF_SELF,   //!< that of the own layer
    VARIANCE_WEIGHTED   //!< both, by the weight of the own model
};

/**
 * @ingroup stardust
 * Averaging that keeps the variance of each layer (Tian, Al-Ars, Kitsak and Hofstee, arXiv
 * 2404.04616, their algorithm 3). After BufferedMixer's average m of a layer,
 *
 *     W = (m - mean(m)) sqrt((target + Epsilon) / (Var(m) + Epsilon)) + mean(m)
 *
 * with the variance over the scalar entries of the layer. Averaging N models that were
 * initialised independently divides it by N, signals shrink from layer to layer, and learning
 * stands still for a while.
 *
 * Defaults are those of the authors' simulator DFL2: weights only, no Epsilon, the population
 * variance; their DFL_torch corrects biases too (AllBlocks), with Epsilon=1e-4 and the
 * unbiased variance, whose factor cancels but for Epsilon.
 */
class VarianceCorrectedMixer : public BufferedMixer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    std::vector<bool> Combine(float* local,
                              uint32_t count,
                              const std::vector<Ptr<const ModelMessage>>& received) const override;

  private:
    /**
     * Average a layer and give it its variance.
     * @param local the model, changed in place.
     * @param begin where the layer begins in it.
     * @param end where it ends.
     * @param received the models.
     */
    void CombineLayer(float* local,
                      uint32_t begin,
                      uint32_t end,
                      const std::vector<Ptr<const ModelMessage>>& received) const;

    /**
     * @param own variance of the own block before averaging.
     * @param others mean variance of the received blocks.
     * @param received how many there are.
     * @return the variance that the block is to have.
     */
    double ChooseVariance(double own, double others, std::size_t received) const;

    VarianceTarget m_target; //!< see the attribute
    bool m_allBlocks;        //!< see the attribute
    double m_epsilon;        //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // VARIANCE_CORRECTED_MIXER_H
