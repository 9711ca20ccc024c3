/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DPSGD_MIXER_H
#define DPSGD_MIXER_H

#include "round-algorithm.h"

namespace ns3
{
namespace stardust
{

/// Whether a round's averaging comes before or after its local update.
enum RoundOrder
{
    ORDER_COMBINE_FIRST, //!< average the models before the update; updates start at the own one
    ORDER_ADAPT_FIRST    //!< average the updated models
};

/**
 * @ingroup stardust
 * Decentralized parallel SGD in synchronous rounds (Lian et al., arXiv 1705.09056):
 * `x_i(k+1) = sum_j W_ij x_j(k) + u_i(x_i(k))` with u_i the change by the local update
 * (CombineFirst, the form of that paper's algorithm 1), or
 * `x_i(k+1) = sum_j W_ij (x_j(k) + u_j(x_j(k)))` (AdaptFirst).
 *
 * The weight of a neighbour whose message is missing goes to the own model.
 */
class DpsgdMixer : public RoundAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    void Combine(float* local,
                 uint32_t count,
                 const FloatBuffer& sent,
                 const std::vector<Ptr<const ModelMessage>>& received) override;
    bool CombinesFirst() const override;

  private:
    RoundOrder m_order; //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // DPSGD_MIXER_H
