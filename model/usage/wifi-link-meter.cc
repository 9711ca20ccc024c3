/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wifi-link-meter.h"

#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy-state-helper.h"
#include "ns3/wifi-phy.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

class WifiLinkMeter : public LinkMeter
{
  public:
    /// @param state of the radio, which must outlive the last Read().
    explicit WifiLinkMeter(const WifiPhyStateHelper* state)
        : m_state(state),
          m_toldUntil(Simulator::Now())
    {
    }

    /// The radio tells of a state when it is over, of TX when it begins.
    void Note(Time start, Time duration, WifiPhyState state)
    {
        m_toldUntil = std::max(m_toldUntil, start + duration);
        switch (state)
        {
        case WifiPhyState::TX:
            NoteTransmission(start, duration);
            break;
        case WifiPhyState::RX:
            m_receive += duration;
            ++m_receivedFrames;
            break;
        case WifiPhyState::CCA_BUSY:
            m_busy += duration;
            break;
        default:
            break;
        }
    }

    LinkUsage Read() const override
    {
        const Time now = Simulator::Now();
        LinkUsage usage;
        usage.sentFrames = m_sentFrames;
        usage.receivedFrames = m_receivedFrames;
        usage.transmit = m_transmit - std::max(m_sentFrom + m_sending - now, Time());
        usage.receive = m_receive;
        usage.busy = m_busy;
        const WifiPhyState state = m_state->GetState();
        if (state == WifiPhyState::RX)
        {
            *usage.receive += now - m_state->GetLastRxStartTime();
        }
        else if (state == WifiPhyState::CCA_BUSY)
        {
            *usage.busy += now - m_toldUntil;
        }
        return usage;
    }

  private:
    void NoteTransmission(Time start, Time duration)
    {
        if (m_sentFrames > 0 && start == m_sentFrom)
        {
            // The radio was switched off meanwhile, and tells how far it has come.
            m_transmit -= m_sending;
        }
        else
        {
            ++m_sentFrames;
        }
        m_transmit += duration;
        m_sentFrom = start;
        m_sending = duration;
    }

    const WifiPhyStateHelper* m_state; //!< of the radio
    Time m_toldUntil;                  //!< end of the last state told
    Time m_transmit;                   //!< in all, with what is left of the last one
    Time m_sentFrom;                   //!< when the last transmission began
    Time m_sending;                    //!< how long it takes
    Time m_receive;                    //!< in all
    Time m_busy;                       //!< in all
    uint64_t m_sentFrames{0};          //!< begun
    uint64_t m_receivedFrames{0};      //!< over
};

} // namespace

Ptr<LinkMeter>
MakeWifiLinkMeter(const Ptr<NetDevice>& device)
{
    const Ptr<WifiNetDevice> wifi = DynamicCast<WifiNetDevice>(device);
    if (!wifi)
    {
        return nullptr;
    }
    PointerValue value;
    wifi->GetPhy()->GetAttribute("State", value);
    const Ptr<WifiPhyStateHelper> state = value.Get<WifiPhyStateHelper>();
    const Ptr<WifiLinkMeter> meter = Create<WifiLinkMeter>(PeekPointer(state));
    // The trace source holds the meter, which so is there as long as it is told something.
    state->TraceConnectWithoutContext("State", MakeCallback(&WifiLinkMeter::Note, meter));
    return meter;
}

} // namespace stardust
} // namespace ns3
