/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAIRWISE_AVERAGE_MIXER_H
#define PAIRWISE_AVERAGE_MIXER_H

#include "model-mixer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The receiver averages its model with the received one: local += Weight *
 * (received - local). The sender is not changed.
 *
 * Mitra and Ulukus (arXiv 2404.19749) say that users "average them to reach
 * consensus"; equal weights, 1/2 each, are the natural reading, not a value
 * seen in their text.
 *
 * Of a model that is not all there the present coordinates are averaged, and the
 * receiver keeps its own for the rest. Such a message teaches no versions, unless
 * PartialCounts.
 */
class PairwiseAverageMixer : public ModelMixer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @return weight of the received model. */
    double GetWeight() const;

    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;

  private:
    double m_weight;      //!< weight of the received model
    bool m_partialCounts; //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // PAIRWISE_AVERAGE_MIXER_H
