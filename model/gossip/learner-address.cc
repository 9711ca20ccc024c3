/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "learner-address.h"

#include "gossip-learner.h"
#include "learner-group.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/node-list.h"

#include <sstream>

namespace ns3
{
namespace stardust
{

bool
ComesFromLearner(const LearnerGroup& group, const Address& from, uint32_t learner)
{
    if (learner >= group.GetN())
    {
        return false;
    }
    const auto ipv4 = group.GetLearner(learner)->GetNode()->GetObject<Ipv4>();
    const Ipv4Address address = InetSocketAddress::ConvertFrom(from).GetIpv4();
    return ipv4 && ipv4->GetInterfaceForAddress(address) >= 0;
}

std::map<Ipv4Address, uint32_t>
MapAddresses(const LearnerGroup& group)
{
    std::map<Ipv4Address, uint32_t> learners;
    for (uint32_t id = 0; id < group.GetN(); ++id)
    {
        const auto ipv4 = NodeList::GetNode(group.GetNodeId(id))->GetObject<Ipv4>();
        for (uint32_t i = 0; ipv4 && i < ipv4->GetNInterfaces(); ++i)
        {
            for (uint32_t j = 0; j < ipv4->GetNAddresses(i); ++j)
            {
                const Ipv4Address address = ipv4->GetAddress(i, j).GetLocal();
                if (address != Ipv4Address::GetLoopback())
                {
                    learners[address] = id;
                }
            }
        }
    }
    return learners;
}

std::string
ToText(const Ipv4Address& address)
{
    std::ostringstream text;
    text << address;
    return text.str();
}

} // namespace stardust
} // namespace ns3
