/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "multicast-transport.h"

#include "device-backlog.h"
#include "fragment-repeater.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/udp-socket.h"

#include <sstream>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(MulticastTransport);

TypeId
MulticastTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::MulticastTransport")
            .SetParent<BroadcastTransport>()
            .SetGroupName("Stardust")
            .AddConstructor<MulticastTransport>()
            .AddAttribute("Group",
                          "Link-local multicast address, 224.0.0.1 to 224.0.0.255, to send to; the "
                          "default is reserved for experiments (RFC 4727)",
                          Ipv4AddressValue("224.0.0.254"),
                          MakeIpv4AddressAccessor(&MulticastTransport::m_multicastGroup),
                          MakeIpv4AddressChecker());
    return tid;
}

std::string
MulticastTransport::FindProblem(Ptr<Node> node) const
{
    const std::string problem = BroadcastTransport::FindProblem(node);
    if (!problem.empty())
    {
        return problem;
    }
    if (!m_multicastGroup.IsLocalMulticast() || m_multicastGroup == Ipv4Address("224.0.0.0"))
    {
        std::ostringstream text;
        text << "Group=" << m_multicastGroup
             << " of MulticastTransport: expected a link-local multicast address, 224.0.0.1 to "
                "224.0.0.255";
        return text.str();
    }
    if (!node->GetObject<Ipv4>()->GetNetDevice(m_interface)->IsMulticast())
    {
        return "node " + std::to_string(node->GetId()) + ": the device of interface " +
               std::to_string(m_interface) + " has no multicast";
    }
    return "";
}

int
MulticastTransport::OpenSocket(Socket& socket)
{
    const int result = BroadcastTransport::OpenSocket(socket);
    auto* udp = dynamic_cast<UdpSocket*>(&socket);
    return result != 0 || !udp ? result : udp->MulticastJoinGroup(m_interface, m_multicastGroup);
}

Address
MulticastTransport::GetDestination(const ModelMessage& /* message */) const
{
    return InetSocketAddress(m_multicastGroup, m_port);
}

} // namespace stardust
} // namespace ns3
