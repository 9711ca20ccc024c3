/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lte-connection-watch.h"

#include "radio-reach.h"

#include "ns3/lte-amc.h"
#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-phy.h"
#include "ns3/lte-spectrum-value-helper.h"
#include "ns3/lte-ue-net-device.h"
#include "ns3/lte-ue-phy.h"
#include "ns3/lte-ue-rrc.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace ns3
{
namespace stardust
{

namespace
{

/// Bit error rate for which ns-3's schedulers choose the uplink's modulation.
constexpr double UPLINK_BER = 0.00005;

/// Resource blocks of a resource block group, 3GPP TS 36.213, table 7.1.6.1-1.
uint8_t
GetGroupSize(uint16_t blocks)
{
    return blocks <= 10 ? 1 : blocks <= 26 ? 2 : blocks <= 63 ? 3 : 4;
}

/// Whether any modulation is robust enough for a UE to hear.
bool
IsDownlinkUsable(const LteUeNetDevice& ue, uint16_t blocks, double sinr)
{
    SpectrumValue flat(LteSpectrumValueHelper::GetSpectrumModel(ue.GetDlEarfcn(), blocks));
    flat = sinr;
    const auto cqi = CreateObject<LteAmc>()->CreateCqiFeedbacks(flat, GetGroupSize(blocks));
    return std::any_of(cqi.begin(), cqi.end(), [](int value) { return value > 0; });
}

/// Whether a scheduler gives a UE that is heard so any resources to send.
bool
IsUplinkUsable(double sinr)
{
    const double efficiency = std::log2(1 + sinr / (-std::log(5 * UPLINK_BER) / 1.5));
    return CreateObject<LteAmc>()->GetCqiFromSpectralEfficiency(efficiency) > 0;
}

/// Who is connected, and how well they hear and are heard.
class ConnectionWatch : public SimpleRefCount<ConnectionWatch>
{
  public:
    ConnectionWatch(const NetDeviceContainer& ues, const NetDeviceContainer& enbs)
        : m_ues(ues),
          m_enbs(enbs),
          m_heard(ues.GetN(), 0),
          m_connected(ues.GetN(), false)
    {
    }

    /// Call it once.
    void Start(Time ready)
    {
        const Ptr<ConnectionWatch> self = this;
        for (uint32_t i = 0; i < m_ues.GetN(); ++i)
        {
            GetUe(i)->GetRrc()->TraceConnectWithoutContext(
                "ConnectionEstablished",
                MakeBoundCallback(&ConnectionWatch::NoteConnected, self, i));
            GetUe(i)->GetPhy()->TraceConnectWithoutContext(
                "ReportCurrentCellRsrpSinr",
                MakeBoundCallback(&ConnectionWatch::NoteDownlink, self, i));
        }
        for (uint32_t k = 0; k < m_enbs.GetN(); ++k)
        {
            GetEnb(k)->GetPhy()->TraceConnectWithoutContext(
                "ReportUeSinr",
                MakeBoundCallback(&ConnectionWatch::NoteUplink, self));
        }
        Simulator::Schedule(ready, &ConnectionWatch::Report, self);
        // The devices hold it, and it the devices.
        Simulator::ScheduleDestroy(&ConnectionWatch::Release, self);
    }

  private:
    Ptr<LteUeNetDevice> GetUe(uint32_t i) const
    {
        return DynamicCast<LteUeNetDevice>(m_ues.Get(i));
    }

    Ptr<LteEnbNetDevice> GetEnb(uint32_t k) const
    {
        return DynamicCast<LteEnbNetDevice>(m_enbs.Get(k));
    }

    static void NoteConnected(Ptr<ConnectionWatch> watch, uint32_t ue, uint64_t, uint16_t, uint16_t)
    {
        watch->m_connected[ue] = true;
    }

    static void NoteDownlink(Ptr<ConnectionWatch> watch,
                             uint32_t ue,
                             uint16_t,
                             uint16_t,
                             double,
                             double sinr,
                             uint8_t)
    {
        watch->m_heard[ue] = sinr;
    }

    static void NoteUplink(Ptr<ConnectionWatch> watch,
                           uint16_t cell,
                           uint16_t rnti,
                           double sinr,
                           uint8_t)
    {
        watch->m_sounded[{cell, rnti}] = sinr;
    }

    void Release()
    {
        m_ues = NetDeviceContainer();
        m_enbs = NetDeviceContainer();
    }

    bool IsReached(uint32_t i) const
    {
        const Ptr<LteUeNetDevice> ue = GetUe(i);
        const uint16_t cell = ue->GetRrc()->GetCellId();
        const auto sounded = m_sounded.find({cell, ue->GetRrc()->GetRnti()});
        // Before the first sounding there is nothing to tell.
        return IsDownlinkUsable(*ue, GetEnb(0)->GetDlBandwidth(), m_heard[i]) &&
               (sounded == m_sounded.end() || IsUplinkUsable(sounded->second));
    }

    void Report()
    {
        const Ptr<ConnectionWatch> self = this;
        std::vector<uint32_t> missing;
        std::vector<uint32_t> beyond;
        for (uint32_t i = 0; i < m_ues.GetN(); ++i)
        {
            GetUe(i)->GetPhy()->TraceDisconnectWithoutContext(
                "ReportCurrentCellRsrpSinr",
                MakeBoundCallback(&ConnectionWatch::NoteDownlink, self, i));
            if (!m_connected[i])
            {
                missing.push_back(i);
            }
            else if (!IsReached(i))
            {
                beyond.push_back(i);
            }
        }
        for (uint32_t k = 0; k < m_enbs.GetN(); ++k)
        {
            GetEnb(k)->GetPhy()->TraceDisconnectWithoutContext(
                "ReportUeSinr",
                MakeBoundCallback(&ConnectionWatch::NoteUplink, self));
        }
        WarnOfDevices(missing,
                      "not connected with an eNB when learning begins; smaller cells or a later "
                      "ready time may help");
        WarnOfDevices(beyond,
                      "out of reach of the eNB when learning begins: no modulation is robust "
                      "enough; smaller cells or another path loss may help");
    }

    NetDeviceContainer m_ues;                                 //!< by device
    NetDeviceContainer m_enbs;                                //!< of the network
    std::vector<double> m_heard;                              //!< SINR of the downlink, last
    std::vector<bool> m_connected;                            //!< by UE
    std::map<std::pair<uint16_t, uint16_t>, double> m_sounded; //!< SINR by cell and RNTI, last
};

} // namespace

void
WatchConnections(const NetDeviceContainer& ues, const NetDeviceContainer& enbs, Time ready)
{
    Create<ConnectionWatch>(ues, enbs)->Start(ready);
}

} // namespace stardust
} // namespace ns3
