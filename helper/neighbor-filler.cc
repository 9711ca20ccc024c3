/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "neighbor-filler.h"

#include "ns3/arp-cache.h"
#include "ns3/channel.h"
#include "ns3/gossip-learner.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-transport.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

/// Where a learner touches the network.
struct Attachment
{
    Ptr<NetDevice> device; //!< null if the learner does not use IPv4
    Ptr<ArpCache> cache;   //!< null if the device needs no address resolution
    Ipv4Address address;   //!< of the device
};

Attachment
FindAttachment(Ptr<GossipLearner> learner)
{
    Attachment attachment;
    const auto transport = DynamicCast<Ipv4Transport>(learner->GetTransport());
    const auto ipv4 = learner->GetNode()->GetObject<Ipv4L3Protocol>();
    if (transport && ipv4)
    {
        const auto interface = ipv4->GetInterface(transport->GetInterface());
        attachment.device = interface->GetDevice();
        attachment.cache = interface->GetArpCache();
        attachment.address = interface->GetAddress(0).GetLocal();
    }
    return attachment;
}

void
AddPermanentEntry(Ptr<ArpCache> cache, Ipv4Address address, Address hardwareAddress)
{
    ArpCache::Entry* entry = cache->Lookup(address);
    if (!entry)
    {
        entry = cache->Add(address);
    }
    entry->SetMacAddress(hardwareAddress);
    entry->MarkPermanent();
}

void
HoldWholeModels(Ptr<ArpCache> cache, uint32_t packets)
{
    UintegerValue held;
    cache->GetAttribute("PendingQueueSize", held);
    cache->SetAttribute("PendingQueueSize",
                        UintegerValue(std::max<uint64_t>(held.Get(), packets)));
}

} // namespace

void
IntroduceNeighbors(Ptr<Ipv4Interface> one, Ptr<Ipv4Interface> other)
{
    AddPermanentEntry(one->GetArpCache(),
                      other->GetAddress(0).GetLocal(),
                      other->GetDevice()->GetAddress());
    AddPermanentEntry(other->GetArpCache(),
                      one->GetAddress(0).GetLocal(),
                      one->GetDevice()->GetAddress());
}

void
FillNeighborCaches(Ptr<LearnerGroup> group)
{
    std::vector<Attachment> attachments;
    for (uint32_t i = 0; i < group->GetN(); ++i)
    {
        attachments.push_back(FindAttachment(group->GetLearner(i)));
    }
    const bool resolves = std::any_of(attachments.begin(), attachments.end(), [](const auto& one) {
        return one.device && one.cache;
    });
    if (!resolves)
    {
        return;
    }
    const CommunicationGraph& graph = group->GetGraph();
    for (uint32_t i = 0; i < group->GetN(); ++i)
    {
        const Attachment& own = attachments[i];
        if (!own.device || !own.cache)
        {
            continue;
        }
        Ptr<GossipLearner> learner = group->GetLearner(i);
        HoldWholeModels(own.cache,
                        DynamicCast<Ipv4Transport>(learner->GetTransport())
                            ->CountPackets(learner->GetMessageSize()));
        for (uint32_t k = 0; k < graph.GetDegree(i); ++k)
        {
            const Attachment& peer = attachments[graph.GetNeighbor(i, k)];
            if (peer.device && peer.device->GetChannel() == own.device->GetChannel())
            {
                AddPermanentEntry(own.cache, peer.address, peer.device->GetAddress());
            }
        }
    }
}

} // namespace stardust
} // namespace ns3
