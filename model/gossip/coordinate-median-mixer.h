/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COORDINATE_MEDIAN_MIXER_H
#define COORDINATE_MEDIAN_MIXER_H

#include "buffered-mixer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Median of each coordinate over the own model and the received ones, in place of the mean (Yin,
 * Chen, Ramchandran and Bartlett, Byzantine-robust distributed learning, ICML 2018,
 * arXiv 1803.01498, definition 1); of an even number of models the mean of the two in the middle.
 *
 * The result is averaged with the own model by SelfWeight. While fewer than half of the models
 * are anything, each coordinate stays within the range of the others.
 *
 * With Trigger=Update set LeastModels to twice the Byzantine senders or more: what has come
 * since the last update may be theirs alone.
 */
class CoordinateMedianMixer : public BufferedMixer
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
};

} // namespace stardust
} // namespace ns3

#endif // COORDINATE_MEDIAN_MIXER_H
