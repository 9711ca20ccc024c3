/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "device-backlog.h"

#include "ns3/pointer.h"
#include "ns3/queue-disc.h"
#include "ns3/traffic-control-layer.h"

#include <string>

namespace ns3
{
namespace stardust
{

namespace
{

/// Follow a pointer attribute; null if the object has none of that name.
Ptr<Object>
Follow(Ptr<Object> object, const std::string& attribute)
{
    PointerValue value;
    return object && object->GetAttributeFailSafe(attribute, value) ? value.GetObject() : nullptr;
}

} // namespace

DeviceBacklog::DeviceBacklog(Ptr<Node> node)
{
    const auto control = node->GetObject<TrafficControlLayer>();
    for (uint32_t i = 0; i < node->GetNDevices(); ++i)
    {
        const Ptr<NetDevice> device = node->GetDevice(i);
        if (const auto disc = control ? control->GetRootQueueDiscOnDevice(device) : nullptr)
        {
            m_discs.push_back(disc);
        }
        Ptr<Object> queue = Follow(device, "TxQueue");
        if (!queue)
        {
            queue = Follow(Follow(Follow(device, "Mac"), "BE_Txop"), "Queue");
        }
        if (const auto found = DynamicCast<QueueBase>(queue))
        {
            m_queues.push_back(found);
        }
    }
}

DeviceBacklog::~DeviceBacklog() = default;

uint32_t
DeviceBacklog::Count() const
{
    uint32_t packets = 0;
    for (const auto& disc : m_discs)
    {
        packets += disc->GetNPackets();
    }
    for (const auto& queue : m_queues)
    {
        packets += queue->GetNPackets();
    }
    return packets;
}

} // namespace stardust
} // namespace ns3
