/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PUSH_SUM_MIXER_H
#define PUSH_SUM_MIXER_H

#include "gossip-algorithm.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Push-sum (Kempe, Dobra and Gehrke, FOCS 2003) and, with learning, stochastic gradient push
 * (Assran et al., arXiv 1811.10792): averages on directed graphs without doubly stochastic weights.
 *
 * A device holds a weight w, 1 at first, and the model z, which stands for the sum w z. With each
 * gossip it gives the same part of both away, half to one neighbour or 1 / (k + 1) to each of
 * k, and whoever receives (z', w') has w + w' and (w z + w' z') / (w + w') afterwards. A
 * local update changes the sum: z by its change divided by w. Since w, unlike in synchronous
 * rounds, may be as small as it likes, which would make steps of any size, a change enters at
 * once only if w is SmallestDivisor at least; else the share w / SmallestDivisor of it does, and
 * the rest waits for later updates. The sum misses nothing.
 *
 * 1. Without loss the sum of all w, messages in flight included, is the number of devices,
 *    and the sum of all w z changes by updates alone: models come to the exact average.
 * 2. What is lost takes its weight along: models still agree, but no longer on the average, and
 *    weights fall. Nothing gives them back.
 * 3. A weight is 8 bytes of each message. A weight that falls below 1e-300 is not divided any more: the
 *    device sends nothing until it has received.
 *
 * Memory: 1 float a parameter beside the model, if anything is learned.
 *
 * A message that does not hold the whole model is refused; its weight is lost with it. So
 * is that of a learner that has lost its model: Rejoin must be Keep.
 */
class PushSumMixer : public GossipAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool NeedsWholeModels() const override;
    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
    std::string FindProblem(const GossipLearner& learner) const override;
    bool WantsToSend() override;
    uint32_t GetStateSize() const override;
    void Compose(uint32_t receiver, MessageContent& content) override;
    bool ComparesUpdates() const override;
    void NotifyUpdated(float* local, const float* before, uint32_t count) override;

    uint64_t CountKeptFloats() const override;
    double EstimateKeptModels(double neighbors) const override;

    /** @return the device's weight w. */
    double GetWeight() const;

  private:
    double m_smallestDivisor;   //!< see the attribute
    double m_weight{1};         //!< w
    Ptr<FloatBuffer> m_pending; //!< changes of the sum by updates that have not entered it
};

} // namespace stardust
} // namespace ns3

#endif // PUSH_SUM_MIXER_H
