/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GOSSIP_LEARNER_H
#define GOSSIP_LEARNER_H

#include "learner-group.h"
#include "local-updater.h"
#include "model-codec.h"
#include "model-mixer.h"
#include "model-transport.h"
#include "peer-selector.h"
#include "update-clock.h"

#include "ns3/application.h"
#include "ns3/random-variable-stream.h"
#include "ns3/stardust-compat.h"
#include "ns3/traced-callback.h"

#include <memory>
#include <utility>

namespace ns3
{
namespace stardust
{

class GossipAlgorithm;

/// What a learner that comes back does about its model.
enum RejoinRule
{
    REJOIN_KEEP,  //!< it goes on with the one it had
    REJOIN_RESET, //!< it has lost it, and begins with its initial parameters
    REJOIN_ASK    //!< it has lost it, and asks a neighbour for its own
};

/// The parts of a learner that are objects; see the attributes of the same names.
struct LearnerParts
{
    Ptr<RandomVariableStream> updateTime;     //!< random part of an update's duration
    Ptr<RandomVariableStream> gossipInterval; //!< time between messages
    Ptr<RandomVariableStream> startPhase;     //!< share of the first waits left at start
    Ptr<LocalOptimizer> optimizer;            //!< makes the steps; null if nothing is learned
    Ptr<PeerSelector> selector;               //!< chooses receivers
    Ptr<ModelMixer> mixer;                    //!< mixes received models in
    Ptr<ModelCodec> codec;                    //!< parameters to bytes and back
    Ptr<ModelTransport> transport;            //!< carries messages
};

/**
 * @ingroup stardust
 * A device that trains a model on its own samples and gossips it to its peers
 * (Mitra and Ulukus, arXiv 2404.19749, section 1 of their system model).
 *
 * Two clocks run that never wait for each other:
 *
 * 1. The update clock. An update takes UpdateShift plus a draw of UpdateTime, or
 *    plus its work divided by DeviceSpeed; when it is over, LocalSteps optimizer
 *    steps, or those of LocalEpochs passes, on batches of BatchSize own samples
 *    enter the model, and the device's own version rises by one. The next update
 *    begins at once, or, by TrainOn, when a model has been mixed in. A device
 *    without samples makes no updates. In a group without an objective nothing is
 *    learned: updates take their time and raise versions, models have no parameters.
 * 2. The gossip clock. After each draw of GossipInterval the device chooses a
 *    neighbour and sends it a snapshot of its model. A device without
 *    neighbours sends nothing. A peer selector may take this clock over.
 * 3. A model that arrives complete is handed to the mixer at once, and the
 *    device learns the versions that the mixer says were in it.
 *
 * A learner may be down for a while (Pause(), Resume()): then it neither computes
 * nor sends nor hears. What was under way is lost: the update at hand, what its
 * transport had not yet sent, and messages that arrive meanwhile. When it comes
 * back both clocks begin anew, and by Rejoin it keeps its model or has lost it:
 *
 * - Keep: model, optimizer and knowledge of versions are as they were.
 * - Reset: it has its initial parameters, an optimizer that has made no step, and
 *   knows version 0 of all others. Its own version counts on, so that no version
 *   is made twice.
 * - Ask: as Reset, and one of its running neighbours, chosen at random, sends it a
 *   model at once. The first model that arrives, whoever sent it, is taken as it
 *   is in place of being mixed. The request is free of charge and is never lost
 *   (an oracle); the answer is a message like any other, and may be.
 *
 * Retire() is the end: it goes down, and nothing brings it back.
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
    /// Which of them is for whoever draws the device's speed; the learner does not use it.
    static constexpr int64_t STREAM_DEVICE_SPEED = 11;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    GossipLearner();
    ~GossipLearner() override;

    /**
     * Set parts, as by their attributes but without a search for names, which
     * takes long where there are many learners; before Join().
     * @param parts those to set; null leaves one as it is.
     */
    void SetParts(const LearnerParts& parts);

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
    uint32_t GetId() const
    {
        return m_id;
    }

    /** @return the device's own version: the number of updates it has completed. */
    uint32_t GetVersion() const
    {
        return m_group->GetVersions()->GetMade(m_id);
    }

    /** @return number of own samples. */
    uint32_t GetSampleCount() const
    {
        return m_updater ? m_updater->GetSampleCount() : 0;
    }

    /** @return indices of the own samples in the group's data, in no particular order. */
    const std::vector<uint32_t>& GetSamples() const;

    /** @return the model as it is now. */
    Ptr<const FloatBuffer> GetParameters() const
    {
        return m_parameters;
    }

    /** @return steps in an update; 0 if nothing is learned. */
    uint32_t GetUpdateSteps() const;

    /** @return floating-point operations of an update; 0 if nothing is learned. */
    double GetUpdateWork() const;

    /** @return optimizer steps that have entered the model, those of all completed updates. */
    uint64_t GetStepsMade() const
    {
        return m_updater ? m_updater->GetStepsMade() : 0;
    }

    /** @return samples in a step. */
    uint32_t GetBatchSize() const
    {
        return m_batchSize;
    }

    /** @return see the attribute Rejoin. */
    RejoinRule GetRejoin() const
    {
        return m_rejoin;
    }

    /** @return the part that makes the steps. */
    Ptr<LocalOptimizer> GetOptimizer() const
    {
        return m_optimizer;
    }

    /** @return bytes of what a message carries, at most. */
    uint32_t GetMessageSize() const
    {
        return m_codec->GetEncodedSize(m_contentLength) + m_stateSize;
    }

    /** @return the part that turns parameters into bytes and back. */
    Ptr<ModelCodec> GetCodec() const
    {
        return m_codec;
    }

    /** @return the part that carries messages. */
    Ptr<ModelTransport> GetTransport() const
    {
        return m_transport;
    }

    /** @return the part that chooses receivers. */
    Ptr<PeerSelector> GetPeerSelector() const
    {
        return m_selector;
    }

    /** @return the part that mixes received models in. */
    Ptr<ModelMixer> GetMixer() const
    {
        return m_mixer;
    }

    /** @return whether the learner has started, and has neither stopped nor paused. */
    bool IsRunning() const
    {
        return m_running;
    }

    /**
     * Go down; nothing happens to a learner that is down. One that has not yet
     * started will start only when it resumes.
     */
    void Pause();

    /**
     * Come back, by Rejoin; nothing happens to a learner that has not paused, or
     * that has retired.
     */
    void Resume();

    /**
     * Pause() for a reason other than the script's.
     * @param cause why.
     */
    void PauseBy(StateCause cause);

    /**
     * Resume() for a reason other than the script's.
     * @param cause why.
     */
    void ResumeBy(StateCause cause);

    /**
     * Go down for good, since the energy is used up. The trace source State tells
     * of it although the learner may be down already.
     */
    void Retire();

    /** @return whether Retire() was called. */
    bool IsRetired() const
    {
        return m_retired;
    }

    /** @return why the learner has last started or stopped. */
    StateCause GetStateCause() const
    {
        return m_cause;
    }

    /** The group's graph has changed. */
    void NotifyGraphChanged();

    /** @param shift see the attribute UpdateShift. */
    void SetUpdateShift(Time shift)
    {
        m_clock.SetShift(shift);
    }

    /** @return see the attribute UpdateShift. */
    Time GetUpdateShift() const
    {
        return m_clock.GetShift();
    }

    /** @param variable see the attribute UpdateTime. */
    void SetUpdateTime(Ptr<RandomVariableStream> variable)
    {
        m_clock.SetTime(variable);
    }

    /** @return see the attribute UpdateTime. */
    Ptr<RandomVariableStream> GetUpdateTime() const
    {
        return m_clock.GetTime();
    }

    /** @param speed see the attribute DeviceSpeed. */
    void SetDeviceSpeed(double speed)
    {
        m_clock.SetSpeed(speed);
    }

    /** @return see the attribute DeviceSpeed. */
    double GetDeviceSpeed() const
    {
        return m_clock.GetSpeed();
    }

    /** @param trigger see the attribute TrainOn. */
    void SetTrainOn(UpdateTrigger trigger)
    {
        m_clock.SetTrigger(trigger);
    }

    /** @return see the attribute TrainOn. */
    UpdateTrigger GetTrainOn() const
    {
        return m_clock.GetTrigger();
    }

    /** @param variable see the attribute GossipInterval. */
    void SetGossipInterval(Ptr<RandomVariableStream> variable)
    {
        m_gossipInterval.SetVariable(variable);
    }

    /** @return see the attribute GossipInterval. */
    Ptr<RandomVariableStream> GetGossipInterval() const
    {
        return m_gossipInterval.GetVariable();
    }

    /**
     * Draw a wait of the gossip clock, from its stream.
     * @return the wait, not negative, in seconds.
     */
    double DrawGossipInterval();

    /** Bring the learner into the cache: a hint, without any effect on results. */
    void Prefetch() const
    {
        for (std::size_t at = 0; at < sizeof(GossipLearner); at += 64)
        {
            __builtin_prefetch(reinterpret_cast<const char*>(this) + at);
        }
    }

    /** Bring what a received model needs into the cache: a hint, after Prefetch(). */
    void PrefetchMixer() const
    {
        __builtin_prefetch(PeekPointer(m_mixer));
    }

    /** @return whether each gossip goes to all neighbours. */
    bool SendsToAll() const
    {
        return m_sendsToAll;
    }

    /** Gossip now, once, as when the gossip clock rings; there is a neighbour. */
    void SendToSelectedPeer();

    /** Send a snapshot of the model now to all neighbours, of which there is one at least. */
    void SendToNeighbors();

    /**
     * Send a snapshot of the model now, the same to all of some devices.
     * @param peers ids of the receivers, at least one.
     */
    void SendToEach(const std::vector<uint32_t>& peers);

    /**
     * Send a snapshot of the model now, whatever the clocks say. While the learner is
     * not running the message is lost.
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
     * Begin an update now; for algorithms that pace updates. While one is at hand, and
     * if the learner is not running or has nothing to make updates of, nothing happens.
     * @return whether one has begun.
     */
    bool BeginNextUpdate();

    /**
     * @return the model, to be changed in place by the learner's algorithm; not shared
     *         until the next message or update.
     */
    float* EditModel();

    /**
     * Settle a message that the algorithm held.
     * @param message one of those held.
     * @param knowledge as Mix() answers, not HELD.
     */
    void SettleHeld(const ModelMessage& message, MixedKnowledge knowledge);

    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     *
     * Which draw uses which stream is fixed by its purpose.
     *
     * @param stream first stream index to use
     * @return STREAM_STRIDE
     */
    int64_t AssignStreams(int64_t stream) STARDUST_APPLICATION_STREAMS_OVERRIDE;

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /**
     * Begin to run.
     * @param phases shares of the first waits of update clock and gossip clock that are left.
     */
    void Run(const std::pair<double, double>& phases);
    /** Stop running; what is under way is lost. */
    void Halt();
    /**
     * Tell that the learner runs from now on, or does not.
     * @param up whether it does.
     */
    void TellState(bool up);
    /** Do about the model what Rejoin says, before running. */
    void RestoreModel();
    /** Have a running neighbour, if there is one, send its model. */
    void AskNeighbor();
    /**
     * A learner that has lost its model asks for this one's.
     * @param asker its id.
     */
    void Answer(uint32_t asker);
    /**
     * Mix a model in; the first one after a loss is taken as it is.
     * @param parameters the own ones.
     * @param message the model.
     * @return what it teaches.
     */
    MixedKnowledge TakeModel(float* parameters, const ModelMessage& message);

    /** @return whether there is anything to make updates of: samples, or no objective. */
    bool MakesUpdates() const;
    /**
     * Begin an update.
     * @param remaining share of its duration that is still to pass.
     */
    void BeginUpdate(double remaining);
    /** The update's time is over. */
    void EndUpdate();
    /**
     * Wait for the next gossip.
     * @param remaining share of the interval that is still to pass.
     */
    void ScheduleGossip(double remaining);
    /** The gossip interval is over. */
    void Gossip();
    /** @return to whom a snapshot was sent; the own id if to all. */
    uint32_t SendOnce();

    /**
     * @param peer id of the receiver.
     * @return a message with a snapshot of the model, not in the ledger yet.
     */
    Ptr<ModelMessage> MakeMessage(uint32_t peer);
    /**
     * Enter a message in the ledger and tell of it.
     * @param message the message.
     */
    void Register(const Ptr<ModelMessage>& message);

    /**
     * Let the algorithm say what is sent.
     * @param message gets it, encoded.
     */
    void ComposeContent(ModelMessage& message);
    /**
     * Encode, or not if nobody wants the bytes.
     * @param values what to encode.
     * @param message gets them, after its state.
     */
    void EncodeContent(const Ptr<const FloatBuffer>& values, ModelMessage& message);

    /**
     * Mix a checked model in.
     * @param message the message.
     */
    void MixModel(const Ptr<ModelMessage>& message);
    /**
     * Give a message its outcome.
     * @param message the message.
     * @param knowledge what the mixer answered, not HELD.
     */
    void Settle(const Ptr<ModelMessage>& message, MixedKnowledge knowledge);
    /**
     * A message has entered the model.
     * @param message the message.
     * @param knowledge what the mixer answered.
     */
    void FinishMixing(const Ptr<ModelMessage>& message, MixedKnowledge knowledge);
    /**
     * Learn the versions that a message teaches.
     * @param message the message.
     * @param knowledge which of them.
     */
    void LearnVersions(const ModelMessage& message, MixedKnowledge knowledge);
    /**
     * @param message one of those held.
     * @return the same; it is held no longer.
     */
    Ptr<ModelMessage> TakeHeld(const ModelMessage& message);
    /** All messages held are lost. */
    void DropHeld();

    /** @return whether the algorithm, not the clock, begins updates. */
    bool PacedUpdates() const;
    /** @return whether selector or algorithm, not the clock, send. */
    bool PacedGossip() const;

    /**
     * Draw the phases. The variable may serve many learners: before the draws it
     * gets this one's stream.
     * @return of the update clock and of the gossip clock.
     */
    std::pair<double, double> DrawPhases();

    /**
     * Whether a message that is all there can be decoded.
     * @param message the message.
     * @param bytes what the packets carried.
     * @return false if it refers to what is not here.
     */
    bool CanDecode(const ModelMessage& message, const std::vector<uint8_t>& bytes);

    /** Ask the parts once what they answer always. */
    void AskParts();

    // What every event needs lies together: with many devices each cache line of
    // a learner is a wait for memory.
    Ptr<LearnerGroup> m_group;                  //!< what is shared with the others
    uint32_t m_id{0};                           //!< place in the group
    bool m_running{false};                      //!< started, and neither stopped nor paused
    bool m_started{false};                      //!< between start and stop
    bool m_paused{false};                       //!< between pause and resume
    bool m_retired{false};                      //!< never to resume
    StateCause m_cause{StateCause::SCRIPT};     //!< of the last start or stop
    bool m_lost{false};                         //!< the next model is taken as it is
    bool m_codecIsExact{false};                 //!< the codec's answer
    bool m_selectorFollows{false};              //!< the peer selector's answer
    bool m_transportConcludes{false};           //!< the transport's answer
    bool m_sendsToAll{false};                   //!< the transport's or the algorithm's answer
    bool m_bytesInPackets{false};               //!< whether models travel as bytes
    Ptr<FloatBuffer> m_parameters;              //!< the model
    UpdateClock m_clock;                        //!< when updates begin, and how long they take
    WaitSource m_gossipInterval;                //!< time between messages
    Ptr<PeerSelector> m_selector;               //!< chooses receivers
    Ptr<ModelTransport> m_transport;            //!< carries messages
    Ptr<ModelMixer> m_mixer;                    //!< mixes received models in
    GossipAlgorithm* m_algorithm{nullptr};      //!< the mixer, if it is an algorithm
    std::unique_ptr<LocalUpdater> m_updater;    //!< trains; null if nothing is learned
    EventId m_updateEvent;                      //!< end of the update at hand
    EventId m_gossipEvent;                      //!< next message
    uint32_t m_contentLength{0};                //!< floats in a message
    uint32_t m_stateSize{0};                    //!< bytes of state in a message
    std::vector<Ptr<ModelMessage>> m_held;      //!< messages that the algorithm keeps for later
    uint32_t m_exactSize{0};                    //!< bytes of an encoded model, if the codec is exact
    TracedCallback<const LocalUpdate&> m_updateTrace;        //!< an update is complete
    TracedCallback<Ptr<const ModelMessage>> m_sentTrace;     //!< a message is about to be sent
    TracedCallback<Ptr<const ModelMessage>> m_receivedTrace; //!< a model has been mixed in

    TracedCallback<uint32_t, bool> m_stateTrace; //!< the learner starts or stops
    Ptr<RandomVariableStream> m_startPhase;      //!< share of the first waits that is left at start
    int64_t m_phaseStream{-1};                   //!< random stream of the phases; -1: the variable's
    uint32_t m_localSteps;                       //!< steps in an update, unless epochs count
    uint32_t m_localEpochs;                      //!< passes over the samples in an update, or 0
    uint32_t m_batchSize;                        //!< samples in a step
    GradientSnapshot m_gradientSnapshot;         //!< see the attribute
    Ptr<LocalOptimizer> m_optimizer;             //!< makes the steps
    Ptr<ModelCodec> m_codec;                     //!< parameters to bytes and back
    RejoinRule m_rejoin;                         //!< see the attribute
    Ptr<FloatBuffer> m_initial;                  //!< to begin with again; null if it keeps its model
    Ptr<UniformRandomVariable> m_askRandom;      //!< whom it asks; made when needed
    int64_t m_askStream{-1};                     //!< its stream
};

} // namespace stardust
} // namespace ns3

#endif // GOSSIP_LEARNER_H
