/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRIMMED_MEAN_MIXER_H
#define TRIMMED_MEAN_MIXER_H

#include "buffered-mixer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Average that leaves the extremes of each coordinate out (Yin, Chen, Ramchandran and Bartlett,
 * Byzantine-robust distributed learning, ICML 2018, arXiv 1803.01498, definition 2): of
 * the m values that a coordinate has in the own model and in the received ones, the Faulty
 * smallest and the Faulty largest do not count.
 *
 * The result is averaged with the own model by SelfWeight. With up to Faulty models that are
 * anything, each coordinate stays within the range of the others. After an update fewer than
 * 2 Faulty models wait for more (see LeastModels), unless the buffer takes no more; then fewer
 * are left out, and at least one value, or the two in the middle, counts.
 */
class TrimmedMeanMixer : public BufferedMixer
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
    uint32_t m_faulty; //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // TRIMMED_MEAN_MIXER_H
