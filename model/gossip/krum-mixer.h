/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KRUM_MIXER_H
#define KRUM_MIXER_H

#include "buffered-mixer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Krum: of the own model and the received ones, take the one that is closest to the others
 * (Blanchard, El Mhamdi, Guerraoui and Stainer, Machine learning with adversaries, NIPS 2017,
 * arXiv 1703.02757, section 4), or the mean of the Select closest (their Multi-Krum).
 *
 * 1. The score of each of the m models is the sum of its squared distances to the m - Faulty - 2
 *    others that are closest to it. Of equal scores the own model's wins, then that of the
 *    smaller id.
 * 2. The mean of the Select models with the smallest scores is averaged with the own model by
 *    SelfWeight.
 * 3. Models that were not selected are refused: nothing of them has entered the model.
 *
 * The authors' guarantee needs m > 2 Faulty + 2: after an update fewer received models wait for more
 * (see LeastModels), unless the buffer takes no more; then they are scored by one other at least.
 */
class KrumMixer : public BufferedMixer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(const GossipLearner& learner) const override;

  protected:
    uint32_t GetLeastModels() const override;
    std::vector<bool> Combine(float* local,
                              uint32_t count,
                              const std::vector<Ptr<const ModelMessage>>& received) const override;

  private:
    /**
     * @param distances squared, to all models, with 0 to itself.
     * @return the sum of those that count.
     */
    double ComputeScore(std::vector<double> distances) const;

    uint32_t m_faulty; //!< see the attribute
    uint32_t m_select; //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // KRUM_MIXER_H
