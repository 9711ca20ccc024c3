/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wired-link-meter.h"

#include "ns3/csma-net-device.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-net-device.h"

namespace ns3
{
namespace stardust
{

namespace
{

class WiredLinkMeter : public LinkMeter
{
  public:
    void NoteSent(Ptr<const Packet> /* frame */)
    {
        ++m_sentFrames;
    }

    void NoteReceived(Ptr<const Packet> /* frame */)
    {
        ++m_receivedFrames;
    }

    LinkUsage Read() const override
    {
        LinkUsage usage;
        usage.sentFrames = m_sentFrames;
        usage.receivedFrames = m_receivedFrames;
        return usage;
    }

  private:
    uint64_t m_sentFrames{0};
    uint64_t m_receivedFrames{0};
};

} // namespace

Ptr<LinkMeter>
MakeWiredLinkMeter(const Ptr<NetDevice>& device)
{
    if (!DynamicCast<PointToPointNetDevice>(device) && !DynamicCast<CsmaNetDevice>(device))
    {
        return nullptr;
    }
    const Ptr<WiredLinkMeter> meter = Create<WiredLinkMeter>();
    device->TraceConnectWithoutContext("PhyTxEnd", MakeCallback(&WiredLinkMeter::NoteSent, meter));
    device->TraceConnectWithoutContext("PhyRxEnd",
                                       MakeCallback(&WiredLinkMeter::NoteReceived, meter));
    return meter;
}

} // namespace stardust
} // namespace ns3
