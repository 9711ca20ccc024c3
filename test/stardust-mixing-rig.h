/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_MIXING_RIG_H
#define STARDUST_MIXING_RIG_H

#include "ns3/gossip-learner.h"
#include "ns3/learner-group.h"
#include "ns3/model-transport.h"

#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

class GossipAlgorithm;

namespace tests
{

/**
 * @ingroup stardust-tests
 * Loses whatever its owner sends, at once, and hands the owner what a test makes up.
 */
class CatchingTransport : public ModelTransport
{
  public:
    static TypeId GetTypeId();

    std::string FindProblem(Ptr<Node> node) const override;
    void Start() override;
    void Stop() override;
    void Send(Ptr<ModelMessage> message) override;
    void SendToAll(const std::vector<Ptr<ModelMessage>>& messages) override;
    bool ConcludesAll() const override;

    /**
     * Let a message arrive at the owner, beside its packets.
     * @param message in the ledger.
     */
    void Give(const Ptr<ModelMessage>& message);

    /** @return how often models were sent; those of one gossip to several count once. */
    uint32_t GetSent() const;

  private:
    uint32_t m_sent{0}; //!< see GetSent()
};

/**
 * @ingroup stardust-tests
 * A mixer that takes no notice of what it gets: what a message costs without one.
 */
class IdleMixer : public ModelMixer
{
  public:
    static TypeId GetTypeId();

    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
};

/// Which algorithm, and among how many.
struct MixingSetup
{
    std::string mixer;      //!< factory string, without the namespace
    uint32_t length;        //!< parameters of a model, a multiple of CLASSES
    uint32_t neighbors;     //!< of the device, all with each other
    bool averages{false};   //!< whether it has a scaling to average, see SavicMixer
};

/**
 * @ingroup stardust-tests
 * One device with a model of some length, which a test lets receive messages as a
 * GossipLearner does, without others that would make them.
 *
 * Device 0 is watched. It makes an update a second, whose steps change nothing to speak of,
 * the first after 1 s. Its neighbours run but do nothing. Parameters are those of a softmax
 * regression: a block of weights and a small one of biases. Several of these may be in one simulation.
 */
class MixingRig
{
  public:
    /// Biases of the model.
    static constexpr uint32_t CLASSES = 10;

    /** @param setup which algorithm. */
    explicit MixingRig(const MixingSetup& setup);

    /** @return device 0. */
    GossipLearner& GetLearner() const;
    /** @return its algorithm; null if its mixer is none. */
    GossipAlgorithm* GetAlgorithm() const;
    /** @return its transport. */
    CatchingTransport& GetTransport() const;
    /**
     * @param device one of all.
     * @return what its algorithm says that it keeps; 0 if its mixer is none.
     */
    uint64_t CountKeptFloats(uint32_t device) const;
    /** @return floats of a message. */
    uint32_t GetContentLength() const;

    /**
     * Make a message to device 0 that its algorithm takes.
     * @param sender a neighbour.
     * @param values what it carries, of GetContentLength() floats.
     * @return the message, in the ledger.
     */
    Ptr<ModelMessage> MakeMessage(uint32_t sender, Ptr<const FloatBuffer> values);

    /**
     * Call the hooks that a message of device 0's takes.
     * @return floats in it.
     */
    std::size_t Compose();

    /**
     * Draw what messages may carry.
     * @param seed of the draws.
     * @return GetContentLength() values, all above 0.
     */
    Ptr<FloatBuffer> DrawContent(uint32_t seed) const;

  private:
    /** @return what an algorithm says beside a message's floats. */
    std::vector<uint8_t> MakeState();

    Ptr<LearnerGroup> m_group; //!< of all devices
    uint32_t m_made{0};        //!< messages
};

/**
 * @ingroup stardust-tests
 * Let simulated time pass.
 * @param seconds how much.
 */
void PassTime(double seconds);

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_MIXING_RIG_H
