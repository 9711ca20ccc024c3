/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The attributes and trace sources of GossipLearner; what it does is in gossip-learner.cc.

#include "gossip-learner.h"

#include "ns3/double.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <limits>

namespace ns3
{
namespace stardust
{

TypeId
GossipLearner::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::GossipLearner")
            .SetParent<Application>()
            .SetGroupName("Stardust")
            .AddConstructor<GossipLearner>()
            .AddAttribute("UpdateTime",
                          "Random part of the duration of an update, in seconds; a negative draw "
                          "counts as 0",
                          StringValue("ns3::ExponentialRandomVariable[Mean=1]"),
                          MakePointerAccessor(&GossipLearner::SetUpdateTime,
                                              &GossipLearner::GetUpdateTime),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("UpdateShift",
                          "Constant part of the duration of an update",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&GossipLearner::SetUpdateShift,
                                           &GossipLearner::GetUpdateShift),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("DeviceSpeed",
                          "Floating-point operations a second: above 0, an update takes UpdateShift "
                          "plus its samples times the objective's GetFlopsPerSample() divided by "
                          "this, not a draw of UpdateTime",
                          DoubleValue(0),
                          MakeDoubleAccessor(&GossipLearner::SetDeviceSpeed,
                                             &GossipLearner::GetDeviceSpeed),
                          MakeDoubleChecker<double>(0, std::numeric_limits<double>::max()))
            .AddAttribute("TrainOn",
                          "Clock: one update follows the other. Receive: a model that was mixed in "
                          "begins one; those that are mixed in meanwhile begin one more together, "
                          "when it is over",
                          EnumValue(TRIGGER_CLOCK),
                          MakePortableEnumAccessor<UpdateTrigger>(&GossipLearner::SetTrainOn,
                                                                  &GossipLearner::GetTrainOn,
                                                                  0),
                          MakeEnumChecker(TRIGGER_CLOCK, "Clock", TRIGGER_RECEIVE, "Receive"))
            .AddAttribute("GossipInterval",
                          "Time between two messages of this learner, in seconds; a negative draw "
                          "counts as 0",
                          StringValue("ns3::ExponentialRandomVariable[Mean=1]"),
                          MakePointerAccessor(&GossipLearner::SetGossipInterval,
                                              &GossipLearner::GetGossipInterval),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("StartPhase",
                          "Share of the first update and of the first gossip interval that is "
                          "left at the start, so that devices with constant clocks are out of "
                          "phase; 1: the clocks begin when the learner starts",
                          StringValue("ns3::UniformRandomVariable[Min=0|Max=1]"),
                          MakePointerAccessor(&GossipLearner::m_startPhase),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("LocalSteps",
                          "Optimizer steps in an update, if LocalEpochs is 0",
                          UintegerValue(4),
                          MakeUintegerAccessor(&GossipLearner::m_localSteps),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("LocalEpochs",
                          "Passes over the own samples in an update, each of as many steps as there "
                          "are whole batches, at least 1; 0: LocalSteps counts",
                          UintegerValue(0),
                          MakeUintegerAccessor(&GossipLearner::m_localEpochs),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("BatchSize",
                          "Samples in a step; a device with fewer uses all it has",
                          UintegerValue(32),
                          MakeUintegerAccessor(&GossipLearner::m_batchSize),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("GradientSnapshot",
                          "Start: gradients are taken at the model as it was when the update "
                          "began, and the change is added when it ends; Done: at the model as it "
                          "is when the update ends",
                          EnumValue(SNAPSHOT_START),
                          MakePortableEnumAccessor<GradientSnapshot>(
                              &GossipLearner::m_gradientSnapshot,
                              0),
                          MakeEnumChecker(SNAPSHOT_START, "Start", SNAPSHOT_DONE, "Done"))
            .AddAttribute("Rejoin",
                          "What a device that comes back does about its model; set before it "
                          "joins. Keep: it goes on with it; Reset: it begins with its initial "
                          "parameters again; Ask: so too, and a neighbour sends it a model",
                          EnumValue(REJOIN_KEEP),
                          MakePortableEnumAccessor<RejoinRule>(&GossipLearner::m_rejoin, 0),
                          MakeEnumChecker(REJOIN_KEEP,
                                          "Keep",
                                          REJOIN_RESET,
                                          "Reset",
                                          REJOIN_ASK,
                                          "Ask"))
            .AddAttribute("Optimizer",
                          "Makes the steps of an update",
                          StringValue("ns3::stardust::SgdOptimizer"),
                          MakePointerAccessor(&GossipLearner::m_optimizer),
                          MakePointerChecker<LocalOptimizer>())
            .AddAttribute("PeerSelector",
                          "Chooses the receiver of each message",
                          StringValue("ns3::stardust::UniformPeerSelector"),
                          MakePointerAccessor(&GossipLearner::m_selector),
                          MakePointerChecker<PeerSelector>())
            .AddAttribute("Mixer",
                          "Mixes a received model into the local one",
                          StringValue("ns3::stardust::PairwiseAverageMixer"),
                          MakePointerAccessor(&GossipLearner::m_mixer),
                          MakePointerChecker<ModelMixer>())
            .AddAttribute("Codec",
                          "Turns parameters into bytes and back",
                          StringValue("ns3::stardust::Float32Codec"),
                          MakePointerAccessor(&GossipLearner::m_codec),
                          MakePointerChecker<ModelCodec>())
            .AddAttribute("Transport",
                          "Carries messages to other learners",
                          StringValue("ns3::stardust::UdpTransport"),
                          MakePointerAccessor(&GossipLearner::m_transport),
                          MakePointerChecker<ModelTransport>())
            .AddTraceSource("LocalUpdate",
                            "An update is complete",
                            MakeTraceSourceAccessor(&GossipLearner::m_updateTrace),
                            "ns3::stardust::LearnerGroup::UpdateTracedCallback")
            .AddTraceSource("ModelSent",
                            "A message is about to be handed to the transport",
                            MakeTraceSourceAccessor(&GossipLearner::m_sentTrace),
                            "ns3::stardust::MessageLedger::MessageTracedCallback")
            .AddTraceSource("ModelReceived",
                            "A received model has been mixed in; versions and parameters are "
                            "still in the message",
                            MakeTraceSourceAccessor(&GossipLearner::m_receivedTrace),
                            "ns3::stardust::MessageLedger::MessageTracedCallback")
            .AddTraceSource("State",
                            "The learner has started or stopped",
                            MakeTraceSourceAccessor(&GossipLearner::m_stateTrace),
                            "ns3::stardust::LearnerGroup::StateTracedCallback");
    return tid;
}

} // namespace stardust
} // namespace ns3
