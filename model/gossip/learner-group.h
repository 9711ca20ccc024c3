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
#include "ns3/learning-objective.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace stardust
{

class GossipLearner;
class ModelTransport;

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

    /**
     * Fix what is shared; called once, before learners are added.
     * @param graph who may send to whom.
     * @param objective what is minimised, its shape set.
     * @param data the training data of all devices.
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
    Ptr<GossipLearner> GetLearner(uint32_t id) const;

    /**
     * @param id of a learner.
     * @return its transport.
     */
    Ptr<ModelTransport> GetTransport(uint32_t id) const;

    /** @return who may send to whom. */
    const CommunicationGraph& GetGraph() const;
    /** @return what is minimised. */
    Ptr<const LearningObjective> GetObjective() const;
    /** @return the training data of all devices. */
    Ptr<const LabeledDataset> GetData() const;
    /** @return who knows which version of whom; outlives the group where it is held. */
    std::shared_ptr<VersionTable> GetVersions() const;
    /** @return the messages in flight. */
    Ptr<MessageLedger> GetLedger() const;
    /** @return whether the bytes of a model are really in the packets. */
    PayloadMode GetPayload() const;

  protected:
    void DoDispose() override;

  private:
    PayloadMode m_payload;                          //!< see the attribute
    Ptr<MessageLedger> m_ledger;                    //!< the messages in flight
    Ptr<const CommunicationGraph> m_graph;          //!< who may send to whom
    Ptr<const LearningObjective> m_objective;       //!< what is minimised
    Ptr<const LabeledDataset> m_data;               //!< the training data
    std::shared_ptr<VersionTable> m_versions;       //!< who knows which version
    std::vector<Ptr<GossipLearner>> m_learners;     //!< by id
};

} // namespace stardust
} // namespace ns3

#endif // LEARNER_GROUP_H
