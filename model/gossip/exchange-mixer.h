/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXCHANGE_MIXER_H
#define EXCHANGE_MIXER_H

#include "gossip-algorithm.h"

#include <map>

namespace ns3
{
namespace stardust
{

/// What a gossip of an ExchangeMixer begins with.
enum ExchangeMode
{
    EXCHANGE_PULL,     //!< a request without a model
    EXCHANGE_PUSH_PULL //!< the own model, which is a request too
};

/**
 * @ingroup stardust
 * Pull and push-pull gossip: a device asks a neighbour, which answers with its model.
 *
 * 1. Pull: the request is a message without a model (1 byte of state and headers). Whoever
 *    receives it sends its model back at once; the asker averages.
 * 2. PushPull: the request holds the asker's model. The receiver answers with its model as it was, then
 *    averages; the asker averages when the answer arrives.
 * 3. SumPreserving: both move by Weight times the difference of the two models that were
 *    exchanged, whatever has happened to them meanwhile, so that without loss the sum of both stays
 *    (what AD-PSGD's atomic averaging wants, Lian et al., arXiv 1710.06952). It keeps the model
 *    that was sent for each peer that has not answered, shared until the model changes: 1 float a
 *    parameter and open exchange; a new request to the same peer replaces the old.
 * 4. AfterUpdates: a device begins an exchange after each local update, in place of its
 *    gossip clock (AD-PSGD).
 *
 * Requests and answers are messages like any other: they take their time, and are lost.
 */
class ExchangeMixer : public GossipAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
    std::string FindProblem(const GossipLearner& learner) const override;
    std::string FindGraphProblem(const CommunicationGraph& graph, bool changes) const override;
    void Stop() override;
    bool PacesGossip() const override;
    uint32_t GetStateSize() const override;
    void Compose(uint32_t receiver, MessageContent& content) override;
    void NotifyUpdated(float* local, const float* before, uint32_t count) override;
    uint64_t CountKeptFloats() const override;

  private:
    /**
     * Take what a message says of the other's model.
     * @param local the model.
     * @param count number of parameters.
     * @param message has the other's.
     * @param own what the other got, or gets, of this device's; null: the model as it is.
     * @return what was learned.
     */
    MixedKnowledge Take(float* local,
                        uint32_t count,
                        const ModelMessage& message,
                        const FloatBuffer* own) const;

    /**
     * Answer a request.
     * @param asker learner id.
     */
    void Answer(uint32_t asker);

    ExchangeMode m_mode;     //!< see the attribute
    double m_weight;         //!< see the attribute
    bool m_sumPreserving;    //!< see the attribute
    bool m_afterUpdates;     //!< see the attribute
    bool m_answering{false}; //!< the message at hand is an answer
    std::map<uint32_t, Ptr<const FloatBuffer>> m_open; //!< what peers that are to answer got
};

} // namespace stardust
} // namespace ns3

#endif // EXCHANGE_MIXER_H
