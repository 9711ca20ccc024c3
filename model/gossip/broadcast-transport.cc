/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "broadcast-transport.h"

#include "device-backlog.h"
#include "fragment-repeater.h"
#include "learner-group.h"
#include "model-fragment-header.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <iterator>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(BroadcastTransport);

namespace
{
/// Interfaces of a node with one link.
constexpr uint32_t LOOPBACK_AND_ONE = 2;
} // namespace

TypeId
BroadcastTransport::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::BroadcastTransport")
                            .SetParent<UdpTransport>()
                            .SetGroupName("Stardust")
                            .AddConstructor<BroadcastTransport>();
    return tid;
}

void
BroadcastTransport::DoDispose()
{
    m_transmissions.clear();
    UdpTransport::DoDispose();
}

std::string
BroadcastTransport::FindProblem(Ptr<Node> node) const
{
    const std::string problem = UdpTransport::FindProblem(node);
    if (!problem.empty())
    {
        return problem;
    }
    const std::string name = "node " + std::to_string(node->GetId());
    if (Repeats())
    {
        return name + ": MaxRepeats of BroadcastTransport is not 0, but nobody acknowledges a "
                      "broadcast";
    }
    const auto ipv4 = node->GetObject<Ipv4>();
    const auto device = ipv4->GetNetDevice(m_interface);
    // LTE's core and cables claim to broadcast; one drops it, the other has one end.
    const bool isLte = device->GetInstanceTypeId().GetName() == "ns3::LteUeNetDevice";
    if (!device->IsBroadcast() || isLte)
    {
        return name + ": the device of interface " + std::to_string(m_interface) +
               " has no broadcast";
    }
    if (device->IsPointToPoint() && ipv4->GetNInterfaces() > LOOPBACK_AND_ONE)
    {
        return name + ": a broadcast reaches the other end of one cable only; expected a shared "
                      "medium such as CSMA or Wi-Fi";
    }
    return "";
}

bool
BroadcastTransport::IsBroadcast() const
{
    return true;
}

int
BroadcastTransport::OpenSocket(Socket& socket)
{
    const int result = socket.Bind(InetSocketAddress(Ipv4Address::GetAny(), m_port));
    socket.SetAllowBroadcast(true);
    socket.BindToNetDevice(GetDevice());
    return result;
}

Address
BroadcastTransport::GetDestination(const ModelMessage& /* message */) const
{
    Ptr<Ipv4> ipv4 = GetNode()->GetObject<Ipv4>();
    return InetSocketAddress(ipv4->GetAddress(m_interface, 0).GetBroadcast(), m_port);
}

void
BroadcastTransport::Send(Ptr<ModelMessage> message)
{
    SendToAll({message});
}

void
BroadcastTransport::SendToAll(const std::vector<Ptr<ModelMessage>>& messages)
{
    const Time lifetime = GetGroup()->GetLedger()->GetMessageLifetime();
    while (!m_transmissions.empty() &&
           m_transmissions.begin()->second.front()->sent + lifetime < Simulator::Now())
    {
        m_transmissions.erase(m_transmissions.begin());
    }
    const Ptr<ModelMessage> first = messages.front();
    for (const auto& message : messages)
    {
        message->transmission = first->sequence;
        message->packets = CountPackets(message->payloadBytes);
    }
    Copies& copies = m_transmissions[first->sequence];
    copies = messages;
    std::sort(copies.begin(), copies.end(), [](const auto& a, const auto& b) {
        return a->receiver < b->receiver;
    });
    UdpTransport::Send(first);
}

std::vector<Ptr<ModelMessage>>
BroadcastTransport::FindSent(uint32_t sequence) const
{
    std::vector<Ptr<ModelMessage>> flying;
    if (const Copies* copies = FindCopies(int64_t(sequence)))
    {
        std::copy_if(copies->begin(), copies->end(), std::back_inserter(flying), [](const auto& copy) {
            return copy->outcome == MessageOutcome::IN_FLIGHT;
        });
    }
    return flying;
}

const BroadcastTransport::Copies*
BroadcastTransport::FindCopies(int64_t transmission) const
{
    const auto found = m_transmissions.find(transmission);
    return found == m_transmissions.end() ? nullptr : &found->second;
}

const BroadcastTransport::Copies*
BroadcastTransport::FindCopies(const ModelFragmentHeader& header) const
{
    if (header.sender >= GetGroup()->GetN())
    {
        return nullptr;
    }
    const auto sender =
        DynamicCast<BroadcastTransport>(GetGroup()->GetTransport(header.sender));
    return sender ? sender->FindCopies(int64_t(header.sequence)) : nullptr;
}

Ptr<ModelMessage>
BroadcastTransport::FindOwn(const Copies& copies) const
{
    const auto found = std::lower_bound(
        copies.begin(),
        copies.end(),
        GetLearner(),
        [](const auto& message, uint32_t receiver) { return message->receiver < receiver; });
    return found != copies.end() && (*found)->receiver == GetLearner() ? *found : nullptr;
}

Ptr<ModelMessage>
BroadcastTransport::FindMessage(const ModelFragmentHeader& header) const
{
    const Copies* copies = FindCopies(header);
    const Ptr<ModelMessage> own = copies ? FindOwn(*copies) : nullptr;
    return own && own->outcome == MessageOutcome::IN_FLIGHT ? own : nullptr;
}

void
BroadcastTransport::HandleUnknown(const ModelFragmentHeader& header, const Address& from)
{
    const Copies* copies = FindCopies(header);
    // Who only overhears it has nothing to count.
    if (!copies || FindOwn(*copies) || !ComesFrom(from, header.sender))
    {
        UdpTransport::HandleUnknown(header, from);
    }
}

void
BroadcastTransport::Fail(const Ptr<ModelMessage>& message, MessageReason reason)
{
    const Copies* found = FindCopies(message->transmission);
    const Copies copies = found ? *found : Copies();
    for (const auto& copy : copies)
    {
        UdpTransport::Fail(copy, reason);
    }
}

bool
BroadcastTransport::IsWanted(const ModelMessage& message) const
{
    const Copies* copies = FindCopies(message.transmission);
    return copies && std::any_of(copies->begin(), copies->end(), [](const auto& copy) {
               return copy->outcome == MessageOutcome::IN_FLIGHT;
           });
}

} // namespace stardust
} // namespace ns3
