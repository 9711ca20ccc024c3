/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LEARNER_GROUP_H
#define LEARNER_GROUP_H

#include "message-ledger.h"
#include "version-table.h"

#include "ns3/communication-graph.h"
#include "ns3/compute-pool.h"
#include "ns3/learning-objective.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <memory>
#include <optional>
#include <vector>

namespace ns3
{
namespace stardust
{

class GossipLearner;
class ModelTransport;

/// A completed local update.
struct LocalUpdate
{
    uint32_t learner; //!< who made it
    uint32_t version; //!< the learner's own version, which it made
    Time started;     //!< when the computation began
    Time ended;       //!< when it was complete
    double loss; //!< mean batch loss over its steps, before each step; NaN if nothing is learned
};

/// Whether the bytes of a model are really in the packets.
enum PayloadMode
{
    PAYLOAD_VIRTUAL, //!< packets have their true size, the model travels beside them
    PAYLOAD_BYTES    //!< the encoded model is in the packets
};

/**
 * @ingroup stardust
 * What the learners of one run share: the communication graph, the objective
 * and the training data, the version table and the ledger of messages.
 *
 * A learner's id is its place here. There may be several groups in one
 * simulation; nothing is shared between them.
 */
class LearnerGroup : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// Up to so many devices all sources are tracked unless told otherwise.
    static constexpr uint32_t TRACK_ALL_UP_TO = 10000;
    /// Sources tracked, unless told otherwise, among more devices.
    static constexpr uint32_t TRACKED_AMONG_MORE = 64;
    /// Most threads beside the simulator's.
    static constexpr uint32_t MAX_THREADS = 256;

    LearnerGroup();

    /**
     * Fix what is shared; called once, before learners are added. Chooses the
     * tracked sources.
     * @param graph who may send to whom.
     * @param objective what is minimised, its shape set; null if nothing is
     *        learned and timeliness alone is of interest.
     * @param data the training data of all devices; null if nothing is learned.
     * @throws InputError if the system does not allow so many threads.
     */
    void Setup(Ptr<const CommunicationGraph> graph,
               Ptr<const LearningObjective> objective,
               Ptr<const LabeledDataset> data);

    /**
     * Add a learner.
     * @param learner the learner.
     * @return its id: 0 for the first, and so on.
     */
    uint32_t Add(Ptr<GossipLearner> learner);

    /** @return number of learners. */
    uint32_t GetN() const;

    /**
     * @param id of a learner.
     * @return the learner.
     */
    const Ptr<GossipLearner>& GetLearner(uint32_t id) const
    {
        return m_learners[id];
    }

    /**
     * @param id of a learner.
     * @return its transport.
     */
    Ptr<ModelTransport> GetTransport(uint32_t id) const;

    /**
     * @param id of a learner.
     * @return the id of its node.
     */
    uint32_t GetNodeId(uint32_t id) const
    {
        return m_nodeIds[id];
    }

    /**
     * Replace the graph, during the run; the learners are told.
     * @param graph who may send to whom from now on; for as many devices.
     */
    void SetGraph(Ptr<const CommunicationGraph> graph);

    /** @return who may send to whom now. */
    const CommunicationGraph& GetGraph() const
    {
        return *m_graph;
    }
    /** @return what is minimised; null if nothing is learned. */
    Ptr<const LearningObjective> GetObjective() const;
    /** @return the training data of all devices; null if nothing is learned. */
    Ptr<const LabeledDataset> GetData() const;
    /** @return the threads that train and evaluate beside the simulator's. */
    const std::shared_ptr<ComputePool>& GetComputePool() const
    {
        return m_pool;
    }

    /**
     * Evaluate models on all threads, see LearningObjective::Evaluate().
     * @param models the parameter vectors.
     * @param data the samples, at least one.
     * @param classHits receives, unless null, how many samples of each class are
     *        found: models x classes values, row by row; only with classes.
     * @return one score a model, in the same order.
     */
    std::vector<ModelScore> Evaluate(const std::vector<const float*>& models,
                                     const LabeledDataset& data,
                                     std::vector<uint32_t>* classHits = nullptr) const;

    /** @return who knows which version of whom. */
    const Ptr<VersionTable>& GetVersions() const
    {
        return m_versions;
    }
    /** @return the source whose version age is followed, see the attribute Source. */
    std::optional<uint32_t> GetChosenSource() const;
    /** @return the messages in flight. */
    const Ptr<MessageLedger>& GetLedger() const
    {
        return m_ledger;
    }
    /** @return whether the bytes of a model are really in the packets. */
    PayloadMode GetPayload() const
    {
        return m_payload;
    }

    /**
     * Tell the group's trace source of an update.
     * @param update of one of the learners.
     */
    void NotifyUpdate(const LocalUpdate& update)
    {
        m_updateTrace(update);
    }

    /**
     * Tell the ledger and the group's trace source that a learner has started or stopped.
     * @param learner its id.
     * @param up whether it runs now.
     */
    void NotifyState(uint32_t learner, bool up)
    {
        m_ledger->NoteState(learner, up);
        m_stateTrace(learner, up);
    }

    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     * @param stream first stream index to use
     * @return the number of stream indices assigned
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * TracedCallback signature for updates.
     * @param update the update.
     */
    typedef void (*UpdateTracedCallback)(const LocalUpdate& update);

    /**
     * TracedCallback signature for a change of the graph.
     * @param before who might send to whom until now.
     * @param after who may from now on.
     */
    typedef void (*GraphTracedCallback)(const CommunicationGraph& before,
                                        const CommunicationGraph& after);

    /**
     * TracedCallback signature for a learner that starts or stops.
     * @param learner its id.
     * @param up whether it runs now.
     */
    typedef void (*StateTracedCallback)(uint32_t learner, bool up);

  protected:
    void DoDispose() override;

  private:
    /**
     * Ask the receiver's transport for what has arrived of a message.
     * @param message one that would be lost.
     * @param reason why.
     * @return whether the transport gives it an outcome.
     */
    bool Rescue(Ptr<ModelMessage> message, MessageReason reason);

    /** @return the sources to track, ascending. */
    std::vector<uint32_t> ChooseTracked() const;

    uint32_t m_tracked;          //!< see the attribute
    int64_t m_source;            //!< see the attribute
    uint64_t m_maxSnapshotBytes; //!< see the attribute
    Ptr<UniformRandomVariable> m_trackedRandom; //!< chooses the tracked sources
    PayloadMode m_payload;                          //!< see the attribute
    Ptr<MessageLedger> m_ledger;                    //!< the messages in flight
    Ptr<const CommunicationGraph> m_graph;          //!< who may send to whom
    Ptr<const LearningObjective> m_objective;       //!< what is minimised
    Ptr<const LabeledDataset> m_data;               //!< the training data
    uint32_t m_threads;                             //!< see the attribute
    std::shared_ptr<ComputePool> m_pool;            //!< threads beside the simulator's
    Ptr<VersionTable> m_versions;                   //!< who knows which version
    std::vector<Ptr<GossipLearner>> m_learners;     //!< by id
    std::vector<uint32_t> m_nodeIds;                //!< of the learners, by id

    TracedCallback<const LocalUpdate&> m_updateTrace; //!< a learner has completed an update
    /// The graph has changed, from the first to the second.
    TracedCallback<const CommunicationGraph&, const CommunicationGraph&> m_graphTrace;
    TracedCallback<uint32_t, bool> m_stateTrace;      //!< a learner has started or stopped
};

} // namespace stardust
} // namespace ns3

#endif // LEARNER_GROUP_H
