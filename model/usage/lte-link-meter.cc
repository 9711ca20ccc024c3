/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lte-link-meter.h"

#include "ns3/lte-common.h"
#include "ns3/lte-spectrum-phy.h"
#include "ns3/lte-ue-net-device.h"
#include "ns3/lte-ue-phy.h"

namespace ns3
{
namespace stardust
{

namespace
{

/// Subframes, which last 1 ms each and may hold several blocks.
class SubframeCounter
{
  public:
    /// @param subframe its number since the start.
    void Note(int64_t subframe)
    {
        m_count += subframe != m_last ? 1 : 0;
        m_last = subframe;
    }

    Time GetTime() const
    {
        return MilliSeconds(m_count);
    }

  private:
    int64_t m_last{-1};
    int64_t m_count{0};
};

class LteLinkMeter : public LinkMeter
{
  public:
    void NoteUplink(PhyTransmissionStatParameters block)
    {
        ++m_sentFrames;
        m_uplink.Note(block.m_timestamp);
    }

    void NoteDownlink(PhyReceptionStatParameters block)
    {
        m_receivedFrames += block.m_correctness ? 1 : 0;
        m_downlink.Note(block.m_timestamp);
    }

    LinkUsage Read() const override
    {
        LinkUsage usage;
        usage.sentFrames = m_sentFrames;
        usage.receivedFrames = m_receivedFrames;
        usage.transmit = m_uplink.GetTime();
        usage.receive = m_downlink.GetTime();
        return usage;
    }

  private:
    SubframeCounter m_uplink;
    SubframeCounter m_downlink;
    uint64_t m_sentFrames{0};
    uint64_t m_receivedFrames{0};
};

} // namespace

Ptr<LinkMeter>
MakeLteLinkMeter(const Ptr<NetDevice>& device)
{
    const Ptr<LteUeNetDevice> ue = DynamicCast<LteUeNetDevice>(device);
    if (!ue)
    {
        return nullptr;
    }
    const Ptr<LteLinkMeter> meter = Create<LteLinkMeter>();
    ue->GetPhy()->TraceConnectWithoutContext("UlPhyTransmission",
                                             MakeCallback(&LteLinkMeter::NoteUplink, meter));
    ue->GetPhy()->GetDownlinkSpectrumPhy()->TraceConnectWithoutContext(
        "DlPhyReception",
        MakeCallback(&LteLinkMeter::NoteDownlink, meter));
    return meter;
}

} // namespace stardust
} // namespace ns3
