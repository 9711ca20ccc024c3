/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SAVIC_MIXER_H
#define SAVIC_MIXER_H

#include "round-algorithm.h"

#include "ns3/scaled-optimizer.h"

namespace ns3
{
namespace stardust
{

/// Whose observations a device's scaling is made of.
enum ScalingScope
{
    SCALING_GLOBAL, //!< those of all: accumulators are sent and averaged with the models
    SCALING_LOCAL   //!< its own
};

/**
 * @ingroup stardust
 * SAVIC, local SGD with a diagonal preconditioner (Chezhegov et al., arXiv 2406.00846), in
 * synchronous rounds: a device makes its LocalSteps with a ScaledOptimizer, whose scaling is
 * frozen meanwhile; then models are averaged by a row of the mixing matrix, and the scaling
 * changes. On the complete graph (Uniform or Metropolis weights) it is the paper's method
 * with a server's average, but that the step at a synchronisation still has the old scaling
 * there; on others a decentralised form of it.
 *
 * Scaling=Global sends the optimizer's accumulator behind the model, so that a message has
 * twice as many floats, and one byte that says whether there is one; receivers average
 * accumulators by the same weights. Local sends models alone. The averaged scaling holds
 * from the step after the averaging on.
 *
 * The weight of a neighbour whose message is missing goes to the own model and scaling.
 */
class SavicMixer : public RoundAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(const GossipLearner& learner) const override;
    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
    uint32_t GetContentLength(uint32_t count) const override;
    uint32_t GetStateSize() const override;
    void Compose(uint32_t receiver, MessageContent& content) override;
    void NotifyUpdated(float* local, const float* before, uint32_t count) override;

  protected:
    void Combine(float* local,
                 uint32_t count,
                 const FloatBuffer& sent,
                 const std::vector<Ptr<const ModelMessage>>& received) override;

  private:
    /** @return the learner's optimizer; null if nothing is learned. */
    Ptr<ScaledOptimizer> GetOptimizer() const;
    /**
     * Average accumulators.
     * @param optimizer has the own one, and gets the average.
     * @param count number of parameters.
     * @param received messages.
     */
    void AverageScaling(ScaledOptimizer& optimizer,
                        uint32_t count,
                        const std::vector<Ptr<const ModelMessage>>& received);

    ScalingScope m_scope; //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // SAVIC_MIXER_H
