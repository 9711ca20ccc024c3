/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CDSA_MIXER_H
#define CDSA_MIXER_H

#include "round-algorithm.h"

namespace ns3
{
namespace stardust
{

/// Who says how long steps are.
enum CdsaSteps
{
    STEPS_DIMINISHING, //!< the mixer's two sequences
    STEPS_OPTIMIZER    //!< the learner's optimizer
};

/**
 * @ingroup stardust
 * Coupled distributed stochastic approximation (Yang and Lei, arXiv 2404.13669): devices learn x of
 * f(x, theta*) and the unknown theta* together, adapt, then combine. In round k
 *
 *     x_i(k+1)     = sum_j W_ij (x_j - alpha_k g_j(x_j, theta_j))
 *     theta_i(k+1) = sum_j W_ij (theta_j - gamma_k phi_j(theta_j))
 *     alpha_k = Beta / (MuX (k + Offset)),  gamma_k = Beta / (MuTheta (k + Offset))
 *
 * 1. The objective says which parameters are theta (CoupledObjective). With another one all are
 *    x: distributed stochastic gradients with diminishing steps.
 * 2. The optimizer gives the direction: what its update changed, divided by its StepSize. It must
 *    be plain SGD with a constant step. The form of the two sequences is not taken
 *    from the paper; Steps=Optimizer does without.
 * 3. k is the round, without a barrier the number of own updates.
 * 4. The weight of a neighbour whose message is missing goes to the own model.
 *
 * No memory beside the model, but models that wait for their round.
 */
class CdsaMixer : public RoundAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(const GossipLearner& learner) const override;
    bool ComparesUpdates() const override;
    void NotifyUpdated(float* local, const float* before, uint32_t count) override;

  protected:
    void Combine(float* local,
                 uint32_t count,
                 const FloatBuffer& sent,
                 const std::vector<Ptr<const ModelMessage>>& received) override;

  private:
    /**
     * @param count number of parameters.
     * @return how many of them are x.
     */
    uint32_t CountX(uint32_t count) const;

    CdsaSteps m_steps;     //!< see the attribute
    double m_beta;         //!< see the attribute
    double m_offset;       //!< see the attribute
    double m_muX;          //!< see the attribute
    double m_muTheta;      //!< see the attribute
    uint64_t m_updates{0}; //!< own updates
};

} // namespace stardust
} // namespace ns3

#endif // CDSA_MIXER_H
