/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FED_ASYNC_MIXER_H
#define FED_ASYNC_MIXER_H

#include "staleness-weighted-mixer.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Asynchronous federated optimization with one server (Xie, Koyejo and Gupta, arXiv
 * 1903.03934), as a point of reference: a client trains from the global model and sends the result;
 * the server mixes it in at once, by a weight that falls with the number of models that it has
 * mixed since the client got its own, and sends the new global model back.
 *
 * A client that hears nothing for ReplyTimeout trains from the model that it has. The server makes
 * no updates. Each message carries the global model's number, 4 bytes: the one sent, or the one that was
 * trained from. Weight, Rule and the rest are those of StalenessWeightedMixer.
 */
class FedAsyncMixer : public StalenessWeightedMixer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
    std::string FindProblem(const GossipLearner& learner) const override;
    void Start() override;
    void Stop() override;
    bool PacesUpdates() const override;
    bool PacesGossip() const override;
    void Compose(uint32_t receiver, MessageContent& content) override;
    void NotifyUpdated(float* local, const float* before, uint32_t count) override;

  protected:
    void DoDispose() override;

  private:
    /** Train from the model at hand. */
    void Train();

    uint32_t m_server;   //!< see the attribute
    Time m_replyTimeout; //!< see the attribute
    uint32_t m_number{0}; //!< of the global model: the server's, or the one that a client has
    EventId m_timeout;   //!< end of a client's wait
};

} // namespace stardust
} // namespace ns3

#endif // FED_ASYNC_MIXER_H
