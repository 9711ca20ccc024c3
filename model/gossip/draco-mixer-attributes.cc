/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The attributes of DracoMixer, and which of them go together; the rest is in draco-mixer.cc.

#include "draco-mixer.h"
#include "gossip-learner.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/stardust-compat.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(DracoMixer);

TypeId
DracoMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::DracoMixer")
            .SetParent<GossipAlgorithm>()
            .SetGroupName("Stardust")
            .AddConstructor<DracoMixer>()
            .AddAttribute("ApplyLocal",
                          "Whether local updates enter the own model at once, not when they are "
                          "sent, with the own weight",
                          BooleanValue(true),
                          MakeBooleanAccessor(&DracoMixer::m_applyLocal),
                          MakeBooleanChecker())
            .AddAttribute("ReceptionLimit",
                          "Differences that a device takes in a period, psi; 0: all",
                          UintegerValue(0),
                          MakeUintegerAccessor(&DracoMixer::m_receptionLimit),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Weights",
                          "Whose weights count: of the Receiver, 1 / (1 + in-degree), the Sender, 1 "
                          "/ (1 + degree), or the Window, 1 / (1 + differences in it)",
                          EnumValue(DRACO_RECEIVER),
                          MakePortableEnumAccessor<DracoWeights>(&DracoMixer::m_weights, 0),
                          MakeEnumChecker(DRACO_RECEIVER,
                                          "Receiver",
                                          DRACO_SENDER,
                                          "Sender",
                                          DRACO_WINDOW,
                                          "Window"))
            .AddAttribute("Window",
                          "How long differences wait for others after the first; 0: each enters "
                          "the model at once",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&DracoMixer::m_window),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Deadline",
                          "Messages that took longer expire; 0: MessageLifetime of the "
                          "MessageLedger alone",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&DracoMixer::m_deadline),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("UnificationPeriod",
                          "Length of a period; 0: there are none",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&DracoMixer::m_period),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Hub",
                          "Who sends its model to all at the end of a period",
                          EnumValue(DRACO_HUB_ROTATING),
                          MakePortableEnumAccessor<DracoHub>(&DracoMixer::m_hub, 0),
                          MakeEnumChecker(DRACO_HUB_NONE,
                                          "None",
                                          DRACO_HUB_ROTATING,
                                          "Rotating",
                                          DRACO_HUB_RANDOM,
                                          "Random"));
    return tid;
}

std::string
DracoMixer::FindProblem(const GossipLearner& learner) const
{
    if (m_receptionLimit > 0 && m_period.IsZero())
    {
        return "ReceptionLimit=" + std::to_string(m_receptionLimit) +
               " is for each period; expected UnificationPeriod above 0";
    }
    if (m_weights == DRACO_WINDOW && m_window.IsZero())
    {
        return "Weights=Window: there is none; expected Window above 0";
    }
    if (Unifies() && !learner.GetCodec()->IsExact())
    {
        return learner.GetCodec()->GetInstanceTypeId().GetName() +
               " does not keep the hub's model as it is; expected Float32Codec, or Hub=None";
    }
    BooleanValue feedback(false);
    if (learner.GetCodec()->GetAttributeFailSafe("ErrorFeedback", feedback) && feedback.Get())
    {
        return "the codec's ErrorFeedback must be false: what it leaves out stays in the "
               "difference";
    }
    return "";
}

} // namespace stardust
} // namespace ns3
