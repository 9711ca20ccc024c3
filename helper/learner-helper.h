/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LEARNER_HELPER_H
#define LEARNER_HELPER_H

#include "initial-parameters.h"

#include "ns3/application-container.h"
#include "ns3/baseline-training.h"
#include "ns3/data-partition.h"
#include "ns3/gossip-learner.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/random-variable-stream.h"

#include <map>
#include <set>
#include <string>

namespace ns3
{
namespace stardust
{

/// What the same model reaches without gossip, with as many optimizer steps.
struct LearnerBaselines
{
    ModelScore alone;  //!< mean over devices, each with its own samples only
    ModelScore pooled; //!< all samples in one place
};

/**
 * @ingroup stardust
 * Puts learners on nodes: one on each, in the order of the container.
 *
 * The nodes may be anybody's. With the default transport they need an IPv4
 * stack and an address before the learners are installed; other applications
 * on them are not disturbed.
 *
 * Parts are named by factory strings, such as
 * `ns3::stardust::PairwiseAverageMixer[Weight=0.3]`. Every random stream is
 * assigned by Install(), from the learner's id and the draw's purpose, so that
 * learner 3 draws the same among 10 and among 100.
 */
class LearnerHelper
{
  public:
    LearnerHelper();

    /**
     * Set an attribute of every GossipLearner.
     * @param name of the attribute.
     * @param value its value.
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /** @param spec factory string of a LearningObjective. */
    void SetObjective(const std::string& spec);
    /**
     * Set an attribute of the objective, over what its factory string says.
     * @param name of the attribute.
     * @param value its value.
     */
    void SetObjectiveAttribute(const std::string& name, const AttributeValue& value);
    /**
     * Learn nothing: models without parameters, for experiments about timeliness
     * alone. No data is needed then.
     */
    void SetTimelinessOnly();
    /** @param spec factory string of a LocalOptimizer. */
    void SetOptimizer(const std::string& spec);
    /**
     * Set an attribute of the optimizers, over what their factory string says.
     * @param name of the attribute.
     * @param value its value.
     */
    void SetOptimizerAttribute(const std::string& name, const AttributeValue& value);
    /** @param spec factory string of a PeerSelector. */
    void SetPeerSelector(const std::string& spec);
    /** @param spec factory string of a ModelMixer. */
    void SetMixer(const std::string& spec);
    /** @param spec factory string of a ModelCodec. */
    void SetCodec(const std::string& spec);
    /**
     * @param spec factory string of a ModelTransport; its type may be just `udp`, `tcp` or
     *        `broadcast`.
     */
    void SetTransport(const std::string& spec);

    /**
     * Set an attribute of the transports, over what their factory string says.
     * @param name of the attribute.
     * @param value its value.
     */
    void SetTransportAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Set an attribute of the LearnerGroup.
     * @param name of the attribute.
     * @param value its value.
     */
    void SetGroupAttribute(const std::string& name, const AttributeValue& value);

    /** @param graph who may send to whom; the complete graph if not called. */
    void SetGraph(Ptr<const CommunicationGraph> graph);

    /**
     * Let the graph follow the places of the nodes, see RangeGraph; in place of SetGraph().
     * Their neighbour caches know everybody.
     * @param range largest distance of two devices that may send to each other, m; 0: the
     *        graph stays as it is.
     * @param interval from one look at the places to the next, above 0.
     */
    void SetRange(double range, Time interval = Seconds(1));

    /**
     * Let the graph change during the run, see GeneratedGraph; in place of SetGraph(). The first
     * change comes one interval after the learners start; their neighbour caches know everybody.
     * @param spec one-peer, matching, or a random graph that is drawn anew, see MakeGraphSource();
     *        empty: the graph stays as it is.
     * @param interval from one graph to the next, above 0.
     * @param directed whether links hold in one direction only, where the kind allows it.
     */
    void SetGraphSequence(const std::string& spec, Time interval = Seconds(1), bool directed = false);

    /**
     * @param data the training data of all devices.
     * @param shares the samples of each device; one entry a node.
     */
    void SetData(Ptr<const LabeledDataset> data, DataShares shares);

    /**
     * Begin with parameters from a file; read at once.
     * @param path a .npy file: one vector for all devices, or a row for each of them.
     * @throws InputError with one line that names the file.
     */
    void SetInitialParameters(const std::string& path);

    /**
     * @param independent whether each device draws initial parameters of its own, from
     *        a stream of its id, instead of one draw that all begin with; false if not
     *        called. Of no effect for objectives that begin with zeros.
     */
    void SetIndependentInitialization(bool independent);

    /**
     * @param speeds of each device: see the attribute DeviceSpeed of GossipLearner; one
     *        entry a node, all above 0; none, if attributes shall say.
     */
    void SetDeviceSpeeds(std::vector<double> speeds);

    /**
     * Let some devices send something else than their models, see ByzantineCodec. They train and
     * mix as the others do.
     * @param behavior `sign-flip`, `noise:DEVIATION`, `scale:FACTOR` or factory string of a
     *        ByzantineCodec, whose attribute Codec is what the other devices use.
     * @param devices their ids; those of no device are refused by Install().
     * @throws InputError with one line that names `--byzantine` and the value.
     */
    void SetByzantine(const std::string& behavior, const std::vector<uint32_t>& devices);

    /**
     * @param fill whether Install() keeps address resolution from losing
     *        models, see FillNeighborCaches(); true if not called.
     */
    void SetFillNeighborCaches(bool fill);

    /**
     * Let all learners start when their network is ready, so that its start is not
     * counted as loss. Shorthand for the attribute StartTime.
     * @param ready simulated time, see LearnerNetwork.
     */
    void SetReadyTime(Time ready);

    /**
     * @param first stream index of the first learner; learner i uses
     *        GossipLearner::STREAM_STRIDE of them from first + i * STREAM_STRIDE.
     */
    void SetFirstStream(int64_t first);

    /**
     * Put a learner on each node and let them all join one new group.
     * @param nodes the nodes.
     * @return the learners, in the order of the nodes, starting at time 0
     *         unless told otherwise.
     * @throws InputError if a node lacks what the transport needs, graph,
     *         shares or initial parameters are for another number of devices, the
     *         latter for another model, the objective cannot learn such data,
     *         the parts do not fit each other or the graph, a range is set and a node has no
     *         mobility model, or there is no such sequence of graphs.
     */
    ApplicationContainer Install(NodeContainer nodes);

    /** @return the group of the last Install(). */
    Ptr<LearnerGroup> GetGroup() const;

    /**
     * Train the same model, which there must be, without gossip, on the same data, with the same
     * optimizer and batches, and as many steps as each device has made by now. A device alone
     * begins with its own initial parameters, one place with all data with those of device 0.
     * The group's threads share the work.
     * @param test the samples to evaluate on.
     * @return what it reaches.
     */
    LearnerBaselines TrainBaselines(Ptr<const LabeledDataset> test) const;

  private:
    /**
     * Check that data, shares and objective fit each other.
     * @param n number of learners.
     */
    void CheckData(uint32_t n) const;

    /**
     * Check that what encodes models and what carries them fit each other.
     * @param codec encodes them.
     * @param transport carries them.
     */
    void CheckPayload(const ModelCodec& codec, const ModelTransport& transport) const;

    /**
     * Check that nodes, graph and shares fit each other.
     * @param nodes the nodes.
     */
    void CheckInputs(const NodeContainer& nodes) const;

    /**
     * @param n number of learners.
     * @return floats a parameter that mixer and optimizer of a learner keep at least, mean over
     *         learners.
     */
    double EstimateKept(uint32_t n) const;

    /**
     * Make the group, and what its devices begin with.
     * @param n number of learners.
     */
    void MakeGroup(uint32_t n);

    /** Let the group's graph change, if SetRange() or SetGraphSequence() says so. */
    void StartGraphChanges() const;

    /** Check that each learner has an optimizer of its own, if there are threads. */
    void CheckOptimizers() const;

    /** Complete the parts by the attributes' defaults, read once for all learners. */
    void CompleteParts();

    /**
     * @tparam T its class.
     * @param attribute of the learner.
     * @return a new part for it; null if SetAttribute() has given one.
     */
    template <typename T>
    Ptr<T> MakePart(const std::string& attribute) const;

    /** @return a learner with parts of its own, in no group yet. */
    Ptr<GossipLearner> MakeLearner() const;

    /** Check that simulated time goes on while updates follow one another. */
    void CheckClocks() const;

    /**
     * Describe a training in one place.
     * @param id of the device whose initial parameters it begins with.
     * @param samples the samples used.
     * @param steps how many.
     * @param stream random stream of the batches.
     * @return what is to be done.
     */
    BaselineTask MakeBaselineTask(uint32_t id,
                                  const std::vector<uint32_t>& samples,
                                  uint64_t steps,
                                  int64_t stream) const;

    ObjectFactory m_learner;              //!< makes learners
    ObjectFactory m_objective;            //!< makes the objective
    bool m_timelinessOnly{false};         //!< see SetTimelinessOnly()
    /// Makes the parts that were set, by attribute of the learner.
    std::map<std::string, ObjectFactory> m_parts;
    /// Makes the other parts, by the attributes' defaults.
    std::map<std::string, ObjectFactory> m_defaultParts;
    std::set<std::string> m_given;        //!< attributes set by SetAttribute()
    ObjectFactory m_bareLearner;          //!< makes learners without those parts
    Ptr<RandomVariableStream> m_phase;    //!< start phase of all learners; null if it was set
    ObjectFactory m_groupFactory;         //!< makes the group
    Ptr<const CommunicationGraph> m_graph; //!< who may send to whom
    double m_range{0};                    //!< see SetRange(), m
    Time m_rangeInterval;                 //!< see SetRange()
    std::string m_sequence;               //!< see SetGraphSequence()
    bool m_sequenceDirected{false};       //!< see SetGraphSequence()
    Time m_sequenceInterval;              //!< see SetGraphSequence()
    Ptr<const LabeledDataset> m_data;     //!< the training data
    DataShares m_shares;                  //!< the samples of each device
    InitialParameters m_initial;          //!< what devices begin with
    std::vector<double> m_speeds;         //!< of each device, or none
    ObjectFactory m_byzantine;            //!< makes codecs of Byzantine devices
    std::set<uint32_t> m_byzantineDevices; //!< see SetByzantine()
    bool m_fillNeighborCaches{true};      //!< see SetFillNeighborCaches()
    int64_t m_firstStream;                //!< stream of the first learner
    Ptr<LearnerGroup> m_group;            //!< of the last Install()
};

} // namespace stardust
} // namespace ns3

#endif // LEARNER_HELPER_H
