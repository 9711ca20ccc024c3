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

DeviceBacklog::DeviceBacklog(Ptr<Node> node, Ptr<NetDevice> device)
{
    if (auto control = node->GetObject<TrafficControlLayer>())
    {
        m_disc = control->GetRootQueueDiscOnDevice(device);
    }
    Ptr<Object> queue = Follow(device, "TxQueue");
    if (!queue)
    {
        queue = Follow(Follow(Follow(device, "Mac"), "BE_Txop"), "Queue");
    }
    m_queue = DynamicCast<QueueBase>(queue);
}

DeviceBacklog::~DeviceBacklog() = default;

uint32_t
DeviceBacklog::Count() const
{
    return (m_disc ? m_disc->GetNPackets() : 0) + (m_queue ? m_queue->GetNPackets() : 0);
}

} // namespace stardust
} // namespace ns3
