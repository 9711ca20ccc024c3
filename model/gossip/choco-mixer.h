/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHOCO_MIXER_H
#define CHOCO_MIXER_H

#include "round-algorithm.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * CHOCO-SGD (Koloskova, Stich and Jaggi, arXiv 1902.00340): devices gossip compressed
 * differences to a public copy of their model. With C the learner's codec, after its update
 *
 *     q_i = C(x_i - h_i);  h_i += q_i;  s_i += sum_j W_ij q_j
 *     x_i += Gamma (s_i + (W_ii - 1) h_i)
 *
 * where h_i, the public copy, and s_i, the weighted sum of the neighbours', begin with zeros.
 *
 * 1. A difference that is lost is missing in the receiver's s_i for ever: the copies
 *    of one model then differ between its device and its neighbours. A learner must keep its
 *    model when it comes back (Rejoin=Keep), and the graph must not change.
 * 2. The codec's own error feedback must be off: h_i is one already.
 * 3. Memory: 2 floats a parameter beside the model. Messages teach the sender's version alone.
 */
class ChocoMixer : public RoundAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(const GossipLearner& learner) const override;
    std::string FindGraphProblem(const CommunicationGraph& graph, bool changes) const override;
    void NotifyGraphChanged() override;
    bool SendsModel() const override;
    bool SendsToAll() const override;
    void Compose(uint32_t receiver, MessageContent& content) override;
    bool FollowsEncoding() const override;
    void NotifyEncoded(const FloatBuffer& decoded) override;
    uint64_t CountKeptFloats() const override;
    double EstimateKeptModels(double neighbors) const override;

  protected:
    /// What neighbours' public copies differ by from the own one, weighted, `neighbors - weight * own`:
    /// Delta_i of the AdaGossip paper.
    struct GossipError
    {
        const float* neighbors; //!< weighted sum of the neighbours' copies
        const float* own;       //!< the own copy
        float weight;           //!< of all neighbours
    };

    void Combine(float* local,
                 uint32_t count,
                 const FloatBuffer& sent,
                 const std::vector<Ptr<const ModelMessage>>& received) override;
    MixedKnowledge GetTaught() const override;

    /**
     * A consensus step begins.
     * @param count number of parameters.
     */
    virtual void BeginStep(uint32_t count);

    /**
     * Make a piece of a consensus step.
     * @param local a piece of the model, changed in place.
     * @param error a piece of the error.
     * @param begin where the piece begins.
     * @param size its length.
     */
    virtual void Step(float* local, const GossipError& error, uint32_t begin, uint32_t size);

    /** @return see the attribute Gamma. */
    double GetGamma() const;

  private:
    /**
     * Make the memory, unless it is there.
     * @param count number of parameters.
     */
    void Prepare(uint32_t count);

    double m_gamma;               //!< see the attribute
    Ptr<FloatBuffer> m_public;    //!< h_i
    Ptr<FloatBuffer> m_neighbors; //!< s_i
};

} // namespace stardust
} // namespace ns3

#endif // CHOCO_MIXER_H
