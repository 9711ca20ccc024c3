/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GRADIENT_TRACKING_MIXER_H
#define GRADIENT_TRACKING_MIXER_H

#include "dpsgd-mixer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Gradient tracking in synchronous rounds (DIGing: Nedic, Olshevsky and Shi, arXiv 1607.03218): each
 * device also estimates what the mean device would do, and does that. With u_i(x) the change by
 * the local update, minus step size times gradient,
 *
 *     y_i(k)   = z_i(k) + u_i(x_i(k)) - u_i(x_i(k-1)),   z_i(0) = u_i(x_i(-1)) = 0
 *     x_i(k+1) = sum_j W_ij x_j(k) + y_i(k),             z_i(k+1) = sum_j W_ij y_j(k)
 *
 * (CombineFirst), or x_i(k+1) = sum_j W_ij (x_j(k) + y_j(k)) (AdaptFirst, the order of Aug-DGM: Xu et al.,
 * CDC 2015). With W doubly stochastic the mean of all y is the mean of all u, so that exact gradients
 * and a small enough constant step come to the optimum of the mean loss, however different
 * the devices' data are; D-PSGD comes to another point.
 *
 * 1. A message has the model and y: 2 floats a parameter. So many are kept beside the
 *    model: y and the last u.
 * 2. What is lost, or changed by a codec, stays in the mean of y for ever: the rounds then end at
 *    another point, or nowhere. A learner must keep its model when it comes back (Rejoin=Keep);
 *    a codec must not leave anything out; there must be a barrier. The graph may change.
 * 3. Update means one step of plain SGD for the promise of the exact optimum; anything
 *    else is tracked just as well.
 */
class GradientTrackingMixer : public RoundAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(const GossipLearner& learner) const override;
    bool SendsModel() const override;
    uint32_t GetContentLength(uint32_t count) const override;
    void Compose(uint32_t receiver, MessageContent& content) override;
    bool ComparesUpdates() const override;
    void NotifyUpdated(float* local, const float* before, uint32_t count) override;
    uint64_t CountKeptFloats() const override;
    double EstimateKeptModels(double neighbors) const override;

  protected:
    void Combine(float* local,
                 uint32_t count,
                 const FloatBuffer& sent,
                 const std::vector<Ptr<const ModelMessage>>& received) override;

  private:
    /**
     * Make the memory, unless it is there.
     * @param count number of parameters.
     */
    void Prepare(uint32_t count);

    RoundOrder m_order;         //!< see the attribute
    Ptr<FloatBuffer> m_tracker; //!< y, after combining z
    Ptr<FloatBuffer> m_change;  //!< u of the last update
};

} // namespace stardust
} // namespace ns3

#endif // GRADIENT_TRACKING_MIXER_H
