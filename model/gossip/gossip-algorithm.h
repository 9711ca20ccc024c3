/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GOSSIP_ALGORITHM_H
#define GOSSIP_ALGORITHM_H

#include "model-mixer.h"

#include <string>

namespace ns3
{
namespace stardust
{

class CommunicationGraph;
class GossipLearner;
class LearnerGroup;

/// What an algorithm sends in place of its learner's model.
struct MessageContent
{
    Ptr<const FloatBuffer> values; //!< what the codec encodes; of length 0: a message without
    std::vector<uint8_t> state;    //!< GetStateSize() bytes, sent as they are before the values
};

/**
 * @ingroup stardust
 * A mixer that is more than what one message does to a model: it says what is sent,
 * when, and what a local update means. Most published algorithms are one.
 *
 * The learner calls it at each turn of its life; every hook does nothing, or what a
 * learner does without, unless a subclass says otherwise.
 *
 * 1. What is sent is Compose()'s to say: floats for the codec, of any length, and a
 *    few bytes of state that the codec leaves alone (round numbers, weights). Both are
 *    in the packets and count. What comes back in Mix() is as long, and not trusted.
 * 2. Mix() may keep a message for later by HELD. The learner then keeps it too, until
 *    the algorithm settles it by GossipLearner::SettleHeld() or ExpireHeld(), so that
 *    each message gets one outcome, and versions advance when the content enters the
 *    model. Nothing held outlives the learner's pause.
 * 3. An algorithm of rounds paces updates and gossip itself, see PacesUpdates() and
 *    PacesGossip().
 *
 * Algorithms hold their group without counting: it outlives them.
 */
class GossipAlgorithm : public ModelMixer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Tell the algorithm whom it serves; called once, when its learner joins.
     * @param group the learner's group.
     * @param self the learner's id.
     */
    void Setup(LearnerGroup& group, uint32_t self);

    /**
     * What in the learner's other parts does not go with this algorithm.
     * @param learner a learner with all its parts, in no group yet.
     * @return one line, or empty if nothing.
     */
    virtual std::string FindProblem(const GossipLearner& learner) const;

    /**
     * What in a communication graph does not go with this algorithm; asked before a run begins.
     * @param graph who may send to whom at some time of the run.
     * @param changes whether the graph changes during the run.
     * @return one line, or empty if nothing, which is so unless a subclass says otherwise.
     */
    virtual std::string FindGraphProblem(const CommunicationGraph& graph, bool changes) const;

    /** The learner starts, or comes back. */
    virtual void Start();
    /** The learner stops; what it held has been lost. */
    virtual void Stop();
    /** The learner has lost its model and has its initial one again: forget everything. */
    virtual void Reset();
    /** The links of the group's graph have changed. */
    virtual void NotifyGraphChanged();

    /**
     * Whether updates begin when the algorithm calls GossipLearner::BeginNextUpdate(),
     * and not one after the other.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool PacesUpdates() const;
    /**
     * Whether messages are sent when the algorithm calls SendModel() or
     * SendToNeighbors() of its learner, and not by the gossip clock.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool PacesGossip() const;
    /**
     * Whether gossip goes to all neighbours, not to one that the peer selector chooses.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool SendsToAll() const;
    /**
     * Whether there is anything to send; asked when the gossip clock rings.
     * @return true, unless a subclass says otherwise.
     */
    virtual bool WantsToSend();

    /**
     * Whether the floats in a message are a model, so that a learner that has lost its
     * own may begin with them, and coordinates that the codec leaves out are unknown. If
     * not, they are differences: what the codec leaves out is zero, not absent.
     * @return true, unless a subclass says otherwise.
     */
    virtual bool SendsModel() const;

    /**
     * @return whether models of which the codec leaves coordinates out are of no use; false,
     *         unless a subclass says otherwise.
     */
    virtual bool NeedsWholeModels() const;

    /**
     * @param count number of parameters of the model.
     * @return floats in a message, unless it has none; count, unless a subclass says otherwise.
     */
    virtual uint32_t GetContentLength(uint32_t count) const;
    /** @return bytes of state in each message; 0, unless a subclass says otherwise. */
    virtual uint32_t GetStateSize() const;
    /**
     * Say what is sent; for all receivers of one gossip once.
     * @param receiver learner id of the first receiver.
     * @param content has the learner's model, and state of zeros; changed in place.
     */
    virtual void Compose(uint32_t receiver, MessageContent& content);
    /**
     * Whether NotifyEncoded() is to be called.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool FollowsEncoding() const;
    /**
     * What Compose() gave has been encoded.
     * @param decoded what receivers will decode.
     */
    virtual void NotifyEncoded(const FloatBuffer& decoded);

    /**
     * Whether Mix() may change the model. If not it gets null for it, and a model that messages
     * under way share need not be copied because another has arrived.
     * @return true, unless a subclass says otherwise.
     */
    virtual bool MixesAtOnce() const;
    /** A message that Mix() answered by HELD is held now. */
    virtual void NotifyHeld();

    /**
     * Whether NotifyUpdated() is to get the model before the update.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool ComparesUpdates() const;
    /**
     * A local update has entered the model, and versions have advanced.
     * @param local the model, which may be changed in place.
     * @param before the model before the update's change was added, null unless ComparesUpdates().
     * @param count number of parameters; 0 if nothing is learned.
     */
    virtual void NotifyUpdated(float* local, const float* before, uint32_t count);

    /**
     * @return floats that the algorithm keeps now beside the model: its memory of
     *         this device.
     */
    virtual uint64_t CountKeptFloats() const;

    /**
     * @param neighbors of a device, mean over devices.
     * @return floats a parameter that the algorithm will keep beside the model at least, while
     *         no message waits; 0 unless a subclass says otherwise. Known before there are
     *         learners, to refuse what there is no memory for.
     */
    virtual double EstimateKeptModels(double neighbors) const;

  protected:
    void DoDispose() override;

    /** @return the learner's group. */
    LearnerGroup& GetGroup() const;
    /** @return the learner. */
    GossipLearner& GetLearner() const;
    /** @return the learner's id. */
    uint32_t GetSelf() const;

  private:
    LearnerGroup* m_group{nullptr}; //!< the learner's; it outlives the algorithm
    uint32_t m_self{0};             //!< the learner's id
};

} // namespace stardust
} // namespace ns3

#endif // GOSSIP_ALGORITHM_H
