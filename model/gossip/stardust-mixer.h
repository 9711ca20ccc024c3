/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_MIXER_H
#define STARDUST_MIXER_H

#include "gossip-algorithm.h"
#include "update-variance.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/traced-value.h"

#include <map>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * STARDUST as its project page describes it: pairwise averaging with delayed model
 * updates and a step size that falls with the variance of what neighbours learn. The
 * rules are that page's, not those of Mitra and Ulukus (arXiv 2404.19749), on whose
 * processes it builds. Each can be had alone.
 *
 * 1. Delay: a received model waits that long, then `x += Weight * (received - x)`. A
 *    newer one of the same sender takes its place, and the older expires (superseded).
 *    With RestartDelay the newer one waits as long from its own arrival; a sender that
 *    sends faster than that is then never heard. Without, it is mixed in when the older
 *    one would have been.
 * 2. AdaptStep: from each whole model that arrives, superseded or not, the change of its
 *    sender per update since its last one gives a relative variance nu, see
 *    UpdateVariance. Steps of updates that begin from then on have 1 / (1 + Kappa nu) of
 *    their size, at least SmallestShare. The sender's number of updates is 4 bytes
 *    of each message.
 * 3. Momentum is the optimizer's (MomentumOptimizer). MomentumKept below 1 lets each
 *    model that is mixed in take some of it away, when the next update begins.
 *
 * Memory, with AdaptStep: a float a parameter for the moments and one for each sender
 * heard; with a delay, of each sender at most one model that waits.
 */
class StardustMixer : public GossipAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(const GossipLearner& learner) const override;
    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
    void Stop() override;
    void Reset() override;
    void NotifyGraphChanged() override;
    bool MixesAtOnce() const override;
    void NotifyHeld() override;
    uint32_t GetStateSize() const override;
    void Compose(uint32_t receiver, MessageContent& content) override;
    uint64_t CountKeptFloats() const override;
    double EstimateKeptModels(double neighbors) const override;

    /** @return share of the step size that updates which begin now have. */
    double GetStepScale() const;
    /** @return relative variance nu of received updates; 0 before the second. */
    double GetVariance() const;

  protected:
    void DoDispose() override;

  private:
    /// A model that waits.
    struct Waiting
    {
        Ptr<const ModelMessage> message; //!< held by the learner too
        EventId event;                   //!< its end
    };

    /// What was last heard of a sender.
    struct Heard
    {
        uint32_t version{0};               //!< its number of updates then
        Ptr<const FloatBuffer> parameters; //!< its model then
    };

    /**
     * Let a message wait.
     * @param message the message.
     * @return HELD, or LATE if a newer one waits.
     */
    MixedKnowledge Keep(const ModelMessage& message);
    /**
     * Mix a model in.
     * @param local the model.
     * @param count number of parameters.
     * @param message the received one.
     * @return what it taught.
     */
    MixedKnowledge Average(float* local, uint32_t count, const ModelMessage& message);
    /**
     * The wait of a sender's model is over.
     * @param sender learner id.
     */
    void Apply(uint32_t sender);
    /**
     * Learn from a model that has arrived how much updates vary.
     * @param message the message.
     */
    void Observe(const ModelMessage& message);
    /** Forget what waits. */
    void ForgetWaiting();
    /** Tell the optimizer how long its steps are to be. */
    void UpdateScale();

    double m_weight;         //!< see the attribute
    Time m_delay;            //!< see the attribute
    bool m_restart;          //!< see the attribute
    bool m_adapt;            //!< see the attribute
    double m_beta;           //!< see the attribute
    double m_kappa;          //!< see the attribute
    double m_epsilon;        //!< see the attribute
    double m_smallestShare;  //!< see the attribute
    double m_momentumKept;   //!< see the attribute
    UpdateVariance m_variance;                       //!< of received updates
    TracedValue<double> m_scale{1};                  //!< see the trace source
    std::map<uint32_t, Waiting> m_waiting;           //!< by sender
    std::vector<Ptr<const ModelMessage>> m_replaced; //!< to be settled when the new one is held
    std::map<uint32_t, Heard> m_heard;               //!< by sender
};

} // namespace stardust
} // namespace ns3

#endif // STARDUST_MIXER_H
