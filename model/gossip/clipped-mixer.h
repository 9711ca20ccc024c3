/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLIPPED_MIXER_H
#define CLIPPED_MIXER_H

#include "buffered-mixer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Centered clipping (Karimireddy, He and Jaggi, Learning from history for Byzantine robust
 * optimization, ICML 2021, arXiv 2012.10333, algorithm 2), one step from the own model: with m
 * models, the own one x among them,
 *
 *     x = x + (1 - SelfWeight) / m * sum of (y - x) min(1, Radius / |y - x|)
 *
 * so that no sender moves the model by more than Radius / m. As the centre is the own
 * model, this is also the ClippedGossip of He, Karimireddy and Jaggi (arXiv 2202.01545) with
 * equal weights.
 *
 * With Radius 0 it is the median of the distances of the received models, each time: not from the
 * papers, whose radius is the user's to tune. While more than half of them are honest, that is no
 * more than the largest distance of an honest one. A model whose distance is no
 * single-precision number is refused.
 *
 * With Trigger=Update set LeastModels to twice the Byzantine senders or more: what has come
 * since the last update may be theirs alone.
 */
class ClippedMixer : public BufferedMixer
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
     * @param distances of the received models.
     * @return the radius for them.
     */
    double ChooseRadius(std::vector<double> distances) const;

    double m_radius; //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // CLIPPED_MIXER_H
