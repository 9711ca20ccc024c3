/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EPIDEMIC_MIXER_H
#define EPIDEMIC_MIXER_H

#include "buffer-algorithm.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Epidemic learning (de Vos et al., arXiv 2310.01972, EL-Local): after each local update a device
 * averages its model with those that have come since the last one, all with the same
 * weight, and sends the result to Fanout neighbours, drawn anew each time. On the complete
 * graph this is a random topology in each round.
 *
 * Devices do not wait for one another: with updates of the same constant length it is
 * the synchronous algorithm, but that models are averaged after the next update.
 */
class EpidemicMixer : public BufferAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    EpidemicMixer();

    std::string FindProblem(const GossipLearner& learner) const override;
    bool PacesGossip() const override;
    void NotifyUpdated(float* local, const float* before, uint32_t count) override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    BufferTrigger GetTrigger() const override;
    double GetSelfWeight(std::size_t received) const override;

  private:
    uint32_t m_fanout;                   //!< see the attribute
    Ptr<UniformRandomVariable> m_random; //!< draws receivers
};

} // namespace stardust
} // namespace ns3

#endif // EPIDEMIC_MIXER_H
