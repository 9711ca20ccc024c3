/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "udp-pilot-channel.h"

#include "learner-address.h"
#include "learner-group.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/packet.h"
#include "ns3/udp-socket-factory.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(UdpPilotChannel);

TypeId
UdpPilotChannel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::UdpPilotChannel")
                            .SetParent<PilotChannel>()
                            .SetGroupName("Stardust")
                            .AddConstructor<UdpPilotChannel>();
    return tid;
}

void
UdpPilotChannel::Setup(Ptr<Node> node, uint32_t interface, uint16_t port)
{
    m_node = node;
    m_interface = interface;
    m_port = port;
}

void
UdpPilotChannel::DoDispose()
{
    PilotChannel::DoDispose();
    m_node = nullptr;
}

void
UdpPilotChannel::DoOpen()
{
    m_socket = Socket::CreateSocket(m_node, UdpSocketFactory::GetTypeId());
    const int result = m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), m_port));
    NS_ABORT_MSG_IF(result != 0,
                    "learner " << GetLearner() << " cannot bind UDP port " << m_port
                               << " of node " << m_node->GetId() << " for pilots: in use?");
    m_socket->SetAllowBroadcast(true);
    m_socket->BindToNetDevice(m_node->GetObject<Ipv4>()->GetNetDevice(m_interface));
    m_socket->SetRecvCallback(MakeCallback(&UdpPilotChannel::HandleRead, this));
}

void
UdpPilotChannel::DoClose()
{
    m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    m_socket->Close();
    m_socket = nullptr;
}

bool
UdpPilotChannel::ComesFrom(const Address& from, uint32_t sender) const
{
    return ComesFromLearner(*GetGroup(), from, sender);
}

void
UdpPilotChannel::Send(const PilotHeader& pilot)
{
    if (!m_socket)
    {
        return;
    }
    auto packet = Create<Packet>();
    packet->AddHeader(pilot);
    const Ipv4Address broadcast =
        m_node->GetObject<Ipv4>()->GetAddress(m_interface, 0).GetBroadcast();
    if (m_socket->SendTo(packet, 0, InetSocketAddress(broadcast, m_port)) >= 0)
    {
        GetGroup()->GetLedger()->CountPilot(PilotHeader::SIZE, GetLearner());
    }
}

void
UdpPilotChannel::HandleRead(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        // A pilot may make its learner stop.
        if (GetGroup())
        {
            GetGroup()->GetLedger()->CountReceived(GetLearner(), packet->GetSize());
            Take(packet, from);
        }
    }
}

} // namespace stardust
} // namespace ns3
