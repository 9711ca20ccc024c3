/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "learner-helper.h"

#include "algorithm-check.h"
#include "byzantine-senders.h"
#include "device-speeds.h"
#include "factory-parser.h"
#include "memory-check.h"
#include "neighbor-filler.h"
#include "random-mean.h"
#include "ready-time.h"
#include "snapshot-check.h"
#include "stream-plan.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/generated-graph.h"
#include "ns3/gossip-algorithm.h"
#include "ns3/graph-check.h"
#include "ns3/input-error.h"
#include "ns3/mobility-model.h"
#include "ns3/model-evaluator.h"
#include "ns3/nstime.h"
#include "ns3/number-parser.h"
#include "ns3/pointer.h"
#include "ns3/range-graph.h"
#include "ns3/sgd-optimizer.h"
#include "ns3/string.h"
#include "ns3/object-factory-like.h"
#include "ns3/udp-transport.h"
#include "ns3/uinteger.h"
#include "ns3/uniform-peer-selector.h"
#include "ns3/wifi-net-device.h"

#include <iostream>

namespace ns3
{
namespace stardust
{

namespace
{

/// Like any helper of ns-3 this one may be set anew for further nodes, but who means the nodes
/// that have learners would not see that nothing happens.
void
WarnIfLate(const Ptr<LearnerGroup>& group, const std::string& call)
{
    if (group && group->GetN() > 0 && group->GetLearner(0)->GetNode())
    {
        std::cerr << "warning: LearnerHelper::" << call
                  << "() after Install() changes nothing for the learners that are installed; "
                     "expected before it"
                  << std::endl;
    }
}

/// A Wi-Fi channel asks its devices where they are, and ns-3 does not check that they can tell.
void
CheckRadioNodes(const NodeContainer& nodes)
{
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const auto node = nodes.Get(i);
        for (uint32_t k = 0; k < node->GetNDevices(); ++k)
        {
            if (DynamicCast<WifiNetDevice>(node->GetDevice(k)) && !node->GetObject<MobilityModel>())
            {
                throw InputError("node " + std::to_string(node->GetId()) +
                                 " has a Wi-Fi device and no position; expected "
                                 "MobilityHelper::Install() before LearnerHelper::Install()");
            }
        }
    }
}

} // namespace

LearnerHelper::LearnerHelper()
    : m_firstStream(STREAMS_LEARNERS)
{
    m_learner.SetTypeId(GossipLearner::GetTypeId());
    m_groupFactory.SetTypeId(LearnerGroup::GetTypeId());
    SetObjective("ns3::stardust::SoftmaxObjective");
}

void
LearnerHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    WarnIfLate(m_group, "SetAttribute");
    const auto text = dynamic_cast<const StringValue*>(&value);
    if (text && (name == "UpdateTime" || name == "GossipInterval" || name == "StartPhase"))
    {
        m_parts[name] = ParseFactory(text->Get(), RandomVariableStream::GetTypeId(), name);
        m_given.erase(name);
        return;
    }
    SetFactoryAttribute(m_learner, name, value, "LearnerHelper::SetAttribute");
    m_given.insert(name);
    m_parts.erase(name);
}

void
LearnerHelper::SetObjective(const std::string& spec)
{
    WarnIfLate(m_group, "SetObjective");
    m_objective = ParseFactory(spec, LearningObjective::GetTypeId(), "--task");
}

void
LearnerHelper::SetObjectiveAttribute(const std::string& name, const AttributeValue& value)
{
    WarnIfLate(m_group, "SetObjectiveAttribute");
    SetFactoryAttribute(m_objective, name, value, "LearnerHelper::SetObjectiveAttribute");
}

void
LearnerHelper::SetTimelinessOnly()
{
    WarnIfLate(m_group, "SetTimelinessOnly");
    m_timelinessOnly = true;
}

void
LearnerHelper::SetOptimizer(const std::string& spec)
{
    WarnIfLate(m_group, "SetOptimizer");
    m_parts["Optimizer"] = ParseFactory(spec, LocalOptimizer::GetTypeId(), "--optimizer");
}

void
LearnerHelper::SetOptimizerAttribute(const std::string& name, const AttributeValue& value)
{
    WarnIfLate(m_group, "SetOptimizerAttribute");
    if (m_parts.count("Optimizer") == 0)
    {
        m_parts["Optimizer"].SetTypeId(SgdOptimizer::GetTypeId());
    }
    SetFactoryAttribute(m_parts["Optimizer"], name, value, "LearnerHelper::SetOptimizerAttribute");
}

void
LearnerHelper::SetPeerSelector(const std::string& spec)
{
    WarnIfLate(m_group, "SetPeerSelector");
    m_parts["PeerSelector"] = ParseFactory(spec, PeerSelector::GetTypeId(), "--peers");
}

void
LearnerHelper::SetMixer(const std::string& spec)
{
    WarnIfLate(m_group, "SetMixer");
    m_parts["Mixer"] = ParseFactory(spec, ModelMixer::GetTypeId(), "--mixer");
}

void
LearnerHelper::SetCodec(const std::string& spec)
{
    WarnIfLate(m_group, "SetCodec");
    m_parts["Codec"] = ParseFactory(spec, ModelCodec::GetTypeId(), "--codec");
}

void
LearnerHelper::SetTransport(const std::string& spec)
{
    WarnIfLate(m_group, "SetTransport");
    static const ShortNames names{{"udp", "ns3::stardust::UdpTransport"},
                                  {"tcp", "ns3::stardust::TcpTransport"},
                                  {"broadcast", "ns3::stardust::BroadcastTransport"},
                                  {"multicast", "ns3::stardust::MulticastTransport"}};
    m_parts["Transport"] =
        ParseFactory(spec, ModelTransport::GetTypeId(), "--transport", {}, names);
}

void
LearnerHelper::SetTransportAttribute(const std::string& name, const AttributeValue& value)
{
    WarnIfLate(m_group, "SetTransportAttribute");
    if (m_parts.count("Transport") == 0)
    {
        m_parts["Transport"].SetTypeId(UdpTransport::GetTypeId());
    }
    SetFactoryAttribute(m_parts["Transport"], name, value, "LearnerHelper::SetTransportAttribute");
}

void
LearnerHelper::SetGroupAttribute(const std::string& name, const AttributeValue& value)
{
    WarnIfLate(m_group, "SetGroupAttribute");
    SetFactoryAttribute(m_groupFactory, name, value, "LearnerHelper::SetGroupAttribute");
}

void
LearnerHelper::SetGraph(Ptr<const CommunicationGraph> graph)
{
    WarnIfLate(m_group, "SetGraph");
    m_graph = graph;
}

void
LearnerHelper::SetRange(double range, Time interval)
{
    WarnIfLate(m_group, "SetRange");
    m_range = range;
    m_rangeInterval = interval;
}

void
LearnerHelper::SetGraphSequence(const std::string& spec, Time interval, bool directed)
{
    WarnIfLate(m_group, "SetGraphSequence");
    m_sequence = spec;
    m_sequenceInterval = interval;
    m_sequenceDirected = directed;
}

void
LearnerHelper::SetData(Ptr<const LabeledDataset> data, DataShares shares)
{
    WarnIfLate(m_group, "SetData");
    m_data = data;
    m_shares = std::move(shares);
}

void
LearnerHelper::SetInitialParameters(const std::string& path)
{
    WarnIfLate(m_group, "SetInitialParameters");
    m_initial.ReadFile(path);
}

void
LearnerHelper::SetIndependentInitialization(bool independent)
{
    WarnIfLate(m_group, "SetIndependentInitialization");
    m_initial.SetIndependent(independent);
}

void
LearnerHelper::SetDeviceSpeeds(std::vector<double> speeds)
{
    WarnIfLate(m_group, "SetDeviceSpeeds");
    m_speeds = std::move(speeds);
}

void
LearnerHelper::SetByzantine(const std::string& behavior, const std::vector<uint32_t>& devices)
{
    WarnIfLate(m_group, "SetByzantine");
    m_byzantine = ParseByzantineBehavior(behavior);
    m_byzantineDevices = {devices.begin(), devices.end()};
}

void
LearnerHelper::SetFillNeighborCaches(bool fill)
{
    WarnIfLate(m_group, "SetFillNeighborCaches");
    m_fillNeighborCaches = fill;
}

void
LearnerHelper::SetReadyTime(Time ready)
{
    SetAttribute("StartTime", TimeValue(ready));
}

void
LearnerHelper::SetFirstStream(int64_t first)
{
    m_firstStream = first;
}

void
LearnerHelper::CheckData(uint32_t n) const
{
    if (!m_data)
    {
        throw InputError("LearnerHelper::Install(): there are no data; expected SetData() before, or "
                         "SetTimelinessOnly() if nothing is to be learned");
    }
    const std::string misfit = m_objective.Create<LearningObjective>()->FindProblem(*m_data);
    if (!misfit.empty())
    {
        throw InputError("--task: " + misfit);
    }
    if (m_shares.size() != n)
    {
        throw InputError(std::to_string(m_shares.size()) + " shares of data for " + std::to_string(n) +
                         " devices (--partition, --learners; SetData()), expected one each");
    }
}

void
LearnerHelper::CheckPayload(const ModelCodec& codec, const ModelTransport& transport) const
{
    const std::string name = codec.GetInstanceTypeId().GetName();
    const std::string carrier = transport.GetInstanceTypeId().GetName();
    if (codec.NeedsFeedback() && !transport.GivesFeedback())
    {
        throw InputError("--codec: " + name + " must hear which messages have arrived, which " +
                         carrier + " does not tell as it is set; expected --transport=tcp or "
                                   "--transport=udp[MaxRepeats=N] with N above 0");
    }
    if (transport.DeliversParts() && !codec.NamesCoordinates())
    {
        throw InputError("--transport: PartialDelivery of " + carrier +
                         " needs a codec whose bytes name their parameters, such as "
                         "Float32Codec, Float16Codec, Int8Codec or QsgdCodec, not " +
                         name);
    }
}

void
LearnerHelper::CheckInputs(const NodeContainer& nodes) const
{
    CheckRadioNodes(nodes);
    const std::string n = std::to_string(nodes.GetN());
    if (nodes.GetN() == 0)
    {
        throw InputError("no nodes to install learners on (--learners), expected at least 1");
    }
    if (m_graph && m_graph->GetN() != nodes.GetN())
    {
        throw InputError("a graph of " + std::to_string(m_graph->GetN()) + " devices for " + n +
                         " nodes (--graph, --learners; SetGraph()), expected as many");
    }
    if (!m_timelinessOnly)
    {
        CheckData(nodes.GetN());
    }
    Ptr<GossipLearner> sample = MakeLearner();
    Ptr<ModelTransport> transport = sample->GetTransport();
    if (const auto unfit = sample->GetCodec()->FindProblem(); !unfit.empty())
    {
        throw InputError("--codec: " + unfit);
    }
    CheckPayload(*sample->GetCodec(), *transport);
    if (const auto unfit = sample->GetPeerSelector()->FindProblem(*transport); !unfit.empty())
    {
        throw InputError("--peers: " + unfit);
    }
    if (transport->IsBroadcast() &&
        sample->GetPeerSelector()->GetInstanceTypeId() != UniformPeerSelector::GetTypeId())
    {
        throw InputError("--peers: " + sample->GetPeerSelector()->GetInstanceTypeId().GetName() +
                         " chooses receivers, but " + transport->GetInstanceTypeId().GetName() +
                         " sends to all neighbours; leave --peers out");
    }
    CheckAlgorithm(*sample);
    if (sample->GetTrainOn() == TRIGGER_RECEIVE && sample->GetPeerSelector()->PacesGossip())
    {
        throw InputError("--trainOn=receive: " +
                         sample->GetPeerSelector()->GetInstanceTypeId().GetName() +
                         " sends after updates only, which would never begin");
    }
    if (m_timelinessOnly && (sample->GetDeviceSpeed() > 0 || !m_speeds.empty()))
    {
        throw InputError("--deviceSpeed: nothing is learned, an update takes no operations");
    }
    CheckDeviceSpeeds(m_speeds, nodes.GetN());
    if (!m_byzantineDevices.empty() && *m_byzantineDevices.rbegin() >= nodes.GetN())
    {
        throw InputError("--byzantineDevices: " + std::to_string(*m_byzantineDevices.rbegin()) +
                         ", expected an id below " + n + ", the number of devices (--learners)");
    }
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const std::string problem = transport->FindProblem(nodes.Get(i));
        if (!problem.empty())
        {
            throw InputError("--transport: " + problem);
        }
    }
}

namespace
{

/// Makes what an attribute of the learner is by default.
ObjectFactory
MakeDefaultFactory(const std::string& attribute)
{
    TypeId::AttributeInformation info;
    GossipLearner::GetTypeId().LookupAttributeByName(attribute, &info);
    // A default that the user has set is an object, which all learners would share.
    if (const auto pointer = DynamicCast<const PointerValue>(info.initialValue))
    {
        return MakeFactoryLike(pointer->GetObject());
    }
    const std::string spec = info.initialValue->SerializeToString(info.checker);
    return ParseFactory(spec, Object::GetTypeId(), attribute);
}

} // namespace

void
LearnerHelper::CompleteParts()
{
    m_bareLearner = m_learner;
    m_defaultParts.clear();
    for (const std::string attribute : {"UpdateTime",
                                        "GossipInterval",
                                        "StartPhase",
                                        "Optimizer",
                                        "PeerSelector",
                                        "Mixer",
                                        "Codec",
                                        "Transport"})
    {
        if (m_given.count(attribute) > 0)
        {
            continue;
        }
        // Without this each learner would read the default's string and make a
        // part that is not used.
        m_bareLearner.Set(attribute, PointerValue());
        if (m_parts.count(attribute) == 0)
        {
            m_defaultParts.emplace(attribute, MakeDefaultFactory(attribute));
        }
    }
    m_phase = MakePart<RandomVariableStream>("StartPhase");
}

template <typename T>
Ptr<T>
LearnerHelper::MakePart(const std::string& attribute) const
{
    for (const auto* parts : {&m_parts, &m_defaultParts})
    {
        const auto found = parts->find(attribute);
        if (found != parts->end())
        {
            return found->second.template Create<T>();
        }
    }
    return nullptr;
}

Ptr<GossipLearner>
LearnerHelper::MakeLearner() const
{
    LearnerParts parts;
    parts.updateTime = MakePart<RandomVariableStream>("UpdateTime");
    parts.gossipInterval = MakePart<RandomVariableStream>("GossipInterval");
    parts.startPhase = m_phase;
    parts.optimizer = m_timelinessOnly ? nullptr : MakePart<LocalOptimizer>("Optimizer");
    parts.selector = MakePart<PeerSelector>("PeerSelector");
    parts.mixer = MakePart<ModelMixer>("Mixer");
    parts.codec = MakePart<ModelCodec>("Codec");
    parts.transport = MakePart<ModelTransport>("Transport");
    auto learner = m_bareLearner.Create<GossipLearner>();
    learner->SetParts(parts);
    return learner;
}

double
LearnerHelper::EstimateKept(uint32_t n) const
{
    // Of a graph that changes nobody knows yet how many neighbours there will be.
    double neighbors = m_range > 0 || !m_sequence.empty() ? 0 : n - 1.0;
    if (m_graph)
    {
        neighbors = static_cast<double>(m_graph->GetArcCount()) / n;
    }
    const auto algorithm = DynamicCast<GossipAlgorithm>(MakePart<ModelMixer>("Mixer"));
    const auto optimizer = MakePart<LocalOptimizer>("Optimizer");
    return (algorithm ? algorithm->EstimateKeptModels(neighbors) : 0) +
           (optimizer ? optimizer->GetStateVectors() : 0);
}

void
LearnerHelper::MakeGroup(uint32_t n)
{
    Ptr<LearningObjective> objective;
    if (!m_timelinessOnly)
    {
        objective = m_objective.Create<LearningObjective>();
        objective->SetShape(*m_data);
    }
    m_group = m_groupFactory.Create<LearnerGroup>();
    UintegerValue tracked;
    m_group->GetAttribute("Tracked", tracked);
    auto needs = EstimateDevices(n, tracked.Get());
    if (objective)
    {
        for (const auto& need : EstimateModels(n, objective->GetParameterCount(), EstimateKept(n)))
        {
            needs.push_back(need);
        }
    }
    CheckMemory(needs, std::to_string(n) + " learners");
    m_initial.Prepare(objective, n);
    m_group->AssignStreams(STREAMS_TRACKED);
    // If it changes all may become neighbours: the caches are filled by this graph.
    Ptr<const CommunicationGraph> graph = m_range > 0 || !m_sequence.empty() ? nullptr : m_graph;
    if (!graph)
    {
        graph = Create<CommunicationGraph>(n);
    }
    m_group->Setup(graph, objective, m_timelinessOnly ? nullptr : m_data);
}

ApplicationContainer
LearnerHelper::Install(NodeContainer nodes)
{
    CompleteParts();
    CheckInputs(nodes);
    MakeGroup(nodes.GetN());
    ApplicationContainer learners;
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        Ptr<GossipLearner> learner = MakeLearner();
        if (m_byzantineDevices.count(i) > 0)
        {
            MakeByzantine(*learner, m_byzantine);
        }
        nodes.Get(i)->AddApplication(learner);
        learner->Join(m_group, m_timelinessOnly ? std::vector<uint32_t>() : m_shares[i], m_initial.Get(i));
        if (!m_speeds.empty())
        {
            learner->SetDeviceSpeed(m_speeds[i]);
        }
        learner->AssignStreams(m_firstStream + i * GossipLearner::STREAM_STRIDE);
        learners.Add(learner);
    }
    CheckOptimizers();
    CheckClocks();
    CheckSnapshotMemory(m_group);
    if (m_fillNeighborCaches)
    {
        FillNeighborCaches(m_group);
    }
    CheckGraph(*m_group->GetLearner(0), m_group->GetGraph(), false);
    StartGraphChanges();
    return learners;
}

void
LearnerHelper::StartGraphChanges() const
{
    if (m_range > 0)
    {
        auto range = CreateObject<RangeGraph>();
        range->SetAttribute("Range", DoubleValue(m_range));
        range->SetAttribute("Interval", TimeValue(m_rangeInterval));
        range->Start(m_group);
    }
    if (!m_sequence.empty())
    {
        auto sequence = CreateObject<GeneratedGraph>();
        sequence->SetAttribute("Graph", StringValue(m_sequence));
        sequence->SetAttribute("Directed", BooleanValue(m_sequenceDirected));
        sequence->SetAttribute("Interval", TimeValue(m_sequenceInterval));
        sequence->AssignStreams(STREAMS_GRAPH);
        sequence->Start(m_group, FindReadyTime(*m_group));
    }
}

void
LearnerHelper::CheckOptimizers() const
{
    std::set<Ptr<LocalOptimizer>> optimizers;
    const bool threads = m_group->GetComputePool()->GetThreads() > 0;
    for (uint32_t i = 0; i < m_group->GetN() && threads && !m_timelinessOnly; ++i)
    {
        NS_ABORT_MSG_UNLESS(optimizers.insert(m_group->GetLearner(i)->GetOptimizer()).second,
                            "learners share an optimizer, which threads may not use at a time");
    }
}

void
LearnerHelper::CheckClocks() const
{
    // Shorter ones would be rounded to none, one after the other at the same time for ever.
    constexpr double shortest = 1e-9;
    for (uint32_t i = 0; i < m_group->GetN(); ++i)
    {
        Ptr<const GossipLearner> learner = m_group->GetLearner(i);
        const double speed = learner->GetDeviceSpeed();
        const auto drawn = FindMean(learner->GetUpdateTime());
        if (learner->GetTrainOn() != TRIGGER_CLOCK || learner->GetSampleCount() == 0 ||
            (speed == 0 && !drawn))
        {
            continue;
        }
        const double shift = learner->GetUpdateShift().GetSeconds();
        const double duration = shift + (speed > 0 ? learner->GetUpdateWork() / speed : *drawn);
        if (duration < shortest)
        {
            throw InputError((speed > 0 ? "--deviceSpeed: device " : "UpdateTime: device ") +
                             std::to_string(i) + " would make an update in " +
                             FormatNumber(duration) +
                             " s, expected a nanosecond or more of simulated time");
        }
    }
}

Ptr<LearnerGroup>
LearnerHelper::GetGroup() const
{
    return m_group;
}

BaselineTask
LearnerHelper::MakeBaselineTask(uint32_t id,
                                const std::vector<uint32_t>& samples,
                                uint64_t steps,
                                int64_t stream) const
{
    BaselineTask task;
    task.objective = m_group->GetObjective();
    task.train = m_data;
    task.samples = samples;
    task.initial = m_initial.Get(id);
    task.optimizer = MakeLearner()->GetOptimizer();
    task.optimizer->AssignStreams(STREAMS_BASELINE_OPTIMIZER + stream);
    task.steps = steps;
    task.batchSize = m_group->GetLearner(0)->GetBatchSize();
    task.stream = stream;
    return task;
}

LearnerBaselines
LearnerHelper::TrainBaselines(Ptr<const LabeledDataset> test) const
{
    if (m_timelinessOnly || !m_group)
    {
        throw InputError(std::string("LearnerHelper::TrainBaselines(): ") +
                         (m_group ? "nothing is learned, there is no baseline"
                                  : "nobody has learned yet; expected Install() and a run before"));
    }
    std::vector<BaselineTask> tasks;
    uint64_t allSteps = 0;
    std::vector<uint32_t> allSamples;
    for (uint32_t i = 0; i < m_group->GetN(); ++i)
    {
        const uint64_t steps = m_group->GetLearner(i)->GetStepsMade();
        tasks.push_back(MakeBaselineTask(i, m_shares[i], steps, STREAMS_BASELINE_ALONE + i));
        allSteps += steps;
        allSamples.insert(allSamples.end(), m_shares[i].begin(), m_shares[i].end());
    }
    tasks.push_back(MakeBaselineTask(0, allSamples, allSteps, STREAMS_BASELINE_POOLED));
    const auto models = stardust::TrainBaselines(tasks, *m_group->GetComputePool());

    std::vector<const float*> parameters;
    for (const auto& model : models)
    {
        parameters.push_back(model->Data());
    }
    std::vector<ModelScore> scores = m_group->Evaluate(parameters, *test);
    LearnerBaselines baselines;
    baselines.pooled = scores.back();
    scores.pop_back();
    const AccuracySummary alone = SummarizeScores(scores);
    baselines.alone = {alone.loss, alone.mean, alone.error};
    return baselines;
}

} // namespace stardust
} // namespace ns3
