/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GOSSIP_LEARNER_H
#define GOSSIP_LEARNER_H

#include "learner-group.h"
#include "model-codec.h"
#include "model-mixer.h"
#include "model-transport.h"
#include "peer-selector.h"

#include "ns3/application.h"
#include "ns3/local-optimizer.h"
#include "ns3/local-trainer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/stardust-compat.h"
#include "ns3/traced-callback.h"

#include <memory>

namespace ns3
{
namespace stardust
{

/// Which model the gradients of a local update are taken at.
enum GradientSnapshot
{
    SNAPSHOT_START, //!< the one at the update's start; the change is added at its end
    SNAPSHOT_DONE   //!< the one at the update's end
};

/// A completed local update.
struct LocalUpdate
{
    uint32_t learner; //!< who made it
    uint32_t version; //!< the learner's own version, which it made
    Time started;     //!< when the computation began
    Time ended;       //!< when it was complete
    double loss;      //!< mean batch loss over its steps, before each step; NaN if nothing is learned
};

/**
 * @ingroup stardust
 * A device that trains a model on its own samples and gossips it to its peers
 * (Mitra and Ulukus, arXiv 2404.19749, section 1 of their system model).
 *
 * Two clocks run that never wait for each other:
 *
 * 1. The update clock. An update takes UpdateShift plus a draw of UpdateTime;
 *    when it is over, LocalSteps optimizer steps on batches of BatchSize own
 *    samples enter the model, and the device's own version rises by one. The
 *    next update begins at once. A device without samples makes no updates. In a
 *    group without an objective nothing is learned: updates take their time and
 *    raise versions, models have no parameters.
 * 2. The gossip clock. After each draw of GossipInterval the device chooses a
 *    neighbour and sends it a snapshot of its model. A device without
 *    neighbours sends nothing. A peer selector may take this clock over.
 * 3. A model that arrives complete is handed to the mixer at once, and the
 *    device learns the versions that the mixer says were in it.
 *
 * The parts (optimizer, selector, mixer, codec, transport) are attributes; a
 * subclass of any of them can be given by its factory string. LearnerHelper
 * puts learners on nodes.
 */
class GossipLearner : public Application
{
  public:
    /// Random streams that AssignStreams() takes, used or not.
    static constexpr int64_t STREAM_STRIDE = 16;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    GossipLearner();
    ~GossipLearner() override;

    /**
     * Join a group; called once, after the application was added to its node.
     * @param group the group.
     * @param samples indices of the device's own samples in the group's data.
     * @param initial parameters to begin with, shared until they change.
     */
    void Join(Ptr<LearnerGroup> group,
              std::vector<uint32_t> samples,
              Ptr<FloatBuffer> initial);

    /** @return the learner's id in its group. */
    uint32_t GetId() const;
    /** @return the device's own version: the number of updates it has completed. */
    uint32_t GetVersion() const;
    /** @return number of own samples. */
    uint32_t GetSampleCount() const;
    /** @return the model as it is now. */
    Ptr<const FloatBuffer> GetParameters() const;
    /** @return steps in an update. */
    uint32_t GetLocalSteps() const;
    /** @return samples in a step. */
    uint32_t GetBatchSize() const;
    /** @return the part that makes the steps. */
    Ptr<LocalOptimizer> GetOptimizer() const;
    /** @return bytes of an encoded model, at most. */
    uint32_t GetMessageSize() const;
    /** @return the part that carries messages. */
    Ptr<ModelTransport> GetTransport() const;
    /** @return the part that chooses receivers. */
    Ptr<PeerSelector> GetPeerSelector() const;
    /** @return whether the learner has started and not stopped. */
    bool IsRunning() const;

    /**
     * Draw a wait of the gossip clock, from its stream.
     * @return the wait, not negative, in seconds.
     */
    double DrawGossipInterval();

    /**
     * Send a snapshot of the model now, whatever the clocks say.
     * @param peer id of the receiver.
     */
    void SendModel(uint32_t peer);

    /**
     * A complete message has arrived; called by transports, in this learner's context.
     * @param message the message, in flight.
     * @param bytes what the packets carried; empty if the model travels beside them.
     */
    void ReceiveModel(Ptr<ModelMessage> message, const std::vector<uint8_t>& bytes);

    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     *
     * Which draw uses which stream is fixed by its purpose.
     *
     * @param stream first stream index to use
     * @return STREAM_STRIDE
     */
    int64_t AssignStreams(int64_t stream) STARDUST_APPLICATION_STREAMS_OVERRIDE;

    /**
     * TracedCallback signature for updates.
     * @param update the update.
     */
    typedef void (*UpdateTracedCallback)(const LocalUpdate& update);

    /**
     * TracedCallback signature for a learner that starts or stops.
     * @param learner its id.
     * @param up whether it runs now.
     */
    typedef void (*StateTracedCallback)(uint32_t learner, bool up);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /**
     * Begin an update.
     * @param remaining share of its duration that is still to pass.
     */
    void BeginUpdate(double remaining);
    /** The update's time is over. */
    void EndUpdate();
    /**
     * Make the steps of the update.
     * @return their mean loss.
     */
    double Train();

    /**
     * Wait for the next gossip.
     * @param remaining share of the interval that is still to pass.
     */
    void ScheduleGossip(double remaining);
    /** The gossip interval is over. */
    void Gossip();

    /**
     * Put the model into a message, encoded or not.
     * @param message gets its parameters or their bytes, and their size.
     */
    void PackModel(ModelMessage& message);

    /**
     * Decode and check what arrived.
     * @param message gets its parameters, if they were in the packets.
     * @param bytes what the packets carried.
     * @return NONE if the model can be mixed, else what is wrong with it.
     */
    MessageReason CheckModel(ModelMessage& message, const std::vector<uint8_t>& bytes) const;

    /**
     * Mix a checked model in.
     * @param message the message.
     */
    void MixModel(Ptr<ModelMessage> message);

    /** @return the parameters for writing, a copy of their own if they are shared. */
    float* WriteParameters();

    Ptr<RandomVariableStream> m_updateTime;     //!< random part of an update's duration, s
    Time m_updateShift;                         //!< constant part of it
    Ptr<RandomVariableStream> m_gossipInterval; //!< time between messages, s
    Ptr<RandomVariableStream> m_startPhase;     //!< share of the first waits that is left at start
    uint32_t m_localSteps;                      //!< steps in an update
    uint32_t m_batchSize;                       //!< samples in a step
    GradientSnapshot m_gradientSnapshot;        //!< see the attribute
    Ptr<LocalOptimizer> m_optimizer;            //!< makes the steps
    Ptr<PeerSelector> m_selector;               //!< chooses receivers
    Ptr<ModelMixer> m_mixer;                    //!< mixes received models in
    Ptr<ModelCodec> m_codec;                    //!< parameters to bytes and back
    Ptr<ModelTransport> m_transport;            //!< carries messages

    Ptr<LearnerGroup> m_group;               //!< what is shared with the others
    uint32_t m_id{0};                        //!< place in the group
    std::unique_ptr<LocalTrainer> m_trainer; //!< the own samples
    Ptr<FloatBuffer> m_parameters;           //!< the model
    Ptr<FloatBuffer> m_snapshot;             //!< the model at the update's start
    Ptr<UniformRandomVariable> m_batchRandom; //!< draws the batches
    Time m_updateStarted;                    //!< when the update at hand began
    bool m_running{false};                   //!< between start and stop
    EventId m_updateEvent;                   //!< end of the update at hand
    EventId m_gossipEvent;                   //!< next message

    TracedCallback<const LocalUpdate&> m_updateTrace;    //!< an update is complete
    TracedCallback<Ptr<const ModelMessage>> m_sentTrace; //!< a message is about to be sent
    TracedCallback<Ptr<const ModelMessage>> m_receivedTrace; //!< a model has been mixed in
    TracedCallback<uint32_t, bool> m_stateTrace;         //!< the learner starts or stops
};

} // namespace stardust
} // namespace ns3

#endif // GOSSIP_LEARNER_H
