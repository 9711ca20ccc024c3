/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ipv4-transport.h"

#include "learner-address.h"
#include "learner-group.h"
#include "udp-pilot-channel.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/log.h"

namespace ns3
{
namespace stardust
{

NS_LOG_COMPONENT_DEFINE("GossipIpv4Transport");

NS_OBJECT_ENSURE_REGISTERED(Ipv4Transport);

TypeId
Ipv4Transport::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::Ipv4Transport")
                            .SetParent<ModelTransport>()
                            .SetGroupName("Stardust")
                            .AddTraceSource("StrayPacket",
                                            "A packet that is no part of any message, no sound "
                                            "feedback and no sound pilot was dropped, or a TCP "
                                            "connection that carries something else closed",
                                            MakeTraceSourceAccessor(&Ipv4Transport::m_strayTrace),
                                            "ns3::stardust::Ipv4Transport::StrayTracedCallback");
    return tid;
}

std::string
Ipv4Transport::FindProblem(Ptr<Node> node) const
{
    const std::string name = "node " + std::to_string(node->GetId());
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    if (!ipv4)
    {
        return name + " has no IPv4 stack: install one (InternetStackHelper) before the learners";
    }
    if (m_interface >= ipv4->GetNInterfaces() || ipv4->GetNAddresses(m_interface) == 0)
    {
        return name + " has no IPv4 address on interface " + std::to_string(m_interface) +
               ": assign one before installing the learners, or set the attribute Interface of " +
               GetInstanceTypeId().GetName();
    }
    if (ipv4->GetAddress(m_interface, 0).GetLocal() == Ipv4Address::GetLoopback())
    {
        return name + ": interface " + std::to_string(m_interface) +
               " is the loopback, which reaches nobody else";
    }
    return "";
}

uint32_t
Ipv4Transport::GetInterface() const
{
    return m_interface;
}

Ptr<NetDevice>
Ipv4Transport::GetDevice() const
{
    return GetNode()->GetObject<Ipv4>()->GetNetDevice(m_interface);
}

Address
Ipv4Transport::GetAddress() const
{
    Ptr<Ipv4> ipv4 = GetNode()->GetObject<Ipv4>();
    return InetSocketAddress(ipv4->GetAddress(m_interface, 0).GetLocal(), m_port);
}

bool
Ipv4Transport::ComesFrom(const Address& from, uint32_t sender) const
{
    return ComesFromLearner(*GetGroup(), from, sender);
}

void
Ipv4Transport::CountStray(const Address& from)
{
    GetGroup()->GetLedger()->CountStrayPacket();
    TellStray(GetLearner(), from);
}

void
Ipv4Transport::TellStray(uint32_t learner, const Address& from) const
{
    NS_LOG_LOGIC("learner " << learner << " drops a packet of "
                            << InetSocketAddress::ConvertFrom(from).GetIpv4());
    m_strayTrace(learner, from);
}

bool
Ipv4Transport::CanBroadcast() const
{
    return true;
}

Ptr<PilotChannel>
Ipv4Transport::CreatePilotChannel() const
{
    auto channel = CreateObject<UdpPilotChannel>();
    channel->Setup(GetNode(), m_interface, m_port + 1);
    // Who listens here hears of all that the device drops.
    channel->TraceConnectWithoutContext("StrayPacket",
                                        MakeCallback(&Ipv4Transport::TellStray, this));
    return channel;
}

} // namespace stardust
} // namespace ns3
