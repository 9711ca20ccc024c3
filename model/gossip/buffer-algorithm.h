/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BUFFER_ALGORITHM_H
#define BUFFER_ALGORITHM_H

#include "gossip-algorithm.h"

namespace ns3
{
namespace stardust
{

/// When models that wait are averaged.
enum BufferTrigger
{
    BUFFER_FULL,  //!< as soon as there are as many as the buffer takes
    BUFFER_UPDATE //!< when a local update is complete
};

/**
 * @ingroup stardust
 * Averages several models at a time: models that arrive wait, and at the trigger
 * `x = a x + (1 - a) mean(received)` with a the own model's weight.
 *
 * One model a sender waits: a newer one takes its place, and the older expires
 * (superseded). Memory: the models that wait, BufferSize at most. Parts of models are refused.
 */
class BufferAlgorithm : public GossipAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool NeedsWholeModels() const override;
    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
    void Stop() override;
    void Reset() override;
    void NotifyGraphChanged() override;
    bool MixesAtOnce() const override;
    void NotifyHeld() override;
    void NotifyUpdated(float* local, const float* before, uint32_t count) override;
    uint64_t CountKeptFloats() const override;

  protected:
    void DoDispose() override;

    /**
     * Average, or whatever else makes one model of several.
     * @param local the model, changed in place.
     * @param count number of parameters of all.
     * @param received the others, at least one.
     * @return which of them have entered the model, in their order; empty: all. The rest is
     *         refused.
     */
    virtual std::vector<bool> Combine(float* local,
                                      uint32_t count,
                                      const std::vector<Ptr<const ModelMessage>>& received) const;

    /**
     * @return how many models must wait before they are combined after an update, if the buffer
     *         takes as many; fewer wait for the next one. 1, unless a subclass says otherwise.
     */
    virtual uint32_t GetLeastModels() const;

    /** @return see the attribute BufferSize. */
    uint32_t GetBufferSize() const;

    /** @return when models that wait are averaged. */
    virtual BufferTrigger GetTrigger() const = 0;

    /**
     * @param received how many models are averaged with the own one.
     * @return the own one's weight.
     */
    virtual double GetSelfWeight(std::size_t received) const = 0;

  private:
    /** @return how many models the buffer takes now, at least 1. */
    uint32_t GetCapacity();
    /** Average what waits. */
    void Flush();

    uint32_t m_bufferSize;                           //!< see the attribute
    uint32_t m_inDegree{0};                          //!< number of in-neighbours; 0: not known
    std::vector<Ptr<const ModelMessage>> m_waiting;  //!< held by the learner too
    std::vector<Ptr<const ModelMessage>> m_replaced; //!< to be settled when the new one is held
};

} // namespace stardust
} // namespace ns3

#endif // BUFFER_ALGORITHM_H
