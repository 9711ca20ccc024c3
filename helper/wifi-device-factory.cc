/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wifi-device-factory.h"

#include "wifi-preparation.h"

#include "ns3/double.h"
#include "ns3/input-error.h"
#include "ns3/multi-model-spectrum-channel.h"
#include "ns3/number-parser.h"
#include "ns3/propagation-delay-model.h"
#include "ns3/spectrum-wifi-helper.h"
#include "ns3/stardust-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-mac-helper.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"
#include "ns3/wifi-remote-station-manager.h"
#include "ns3/yans-wifi-channel.h"
#include "ns3/yans-wifi-helper.h"

#include <map>

namespace ns3
{
namespace stardust
{

namespace
{

/// Modes of a standard are this word and an index.
struct ModeFamily
{
    std::string prefix; //!< such as HtMcs
    uint32_t most;      //!< highest index
};

const std::map<std::string, ModeFamily> FAMILIES{{"80211n", {"HtMcs", 7}},
                                                 {"80211ac", {"VhtMcs", 9}},
                                                 {"80211ax", {"HeMcs", 11}}};

WifiStandard
FindStandard(const std::string& family, bool low)
{
    if (family == "80211ac")
    {
        return WIFI_STANDARD_80211ac;
    }
#if STARDUST_WIFI_HAS_CHANNEL_SETTINGS
    (void)low;
    return family == "80211n" ? WIFI_STANDARD_80211n : WIFI_STANDARD_80211ax;
#else
    if (family == "80211n")
    {
        return low ? WIFI_STANDARD_80211n_2_4GHZ : WIFI_STANDARD_80211n_5GHZ;
    }
    return low ? WIFI_STANDARD_80211ax_2_4GHZ : WIFI_STANDARD_80211ax_5GHZ;
#endif
}

} // namespace

void
WifiDeviceFactory::SetStandard(const std::string& standard)
{
    const std::string band = "-2.4GHz";
    const auto dash = standard.find('-');
    m_family = standard.substr(0, dash);
    m_low = dash != std::string::npos && standard.substr(dash) == band;
    const bool high = dash == std::string::npos || standard.substr(dash) == "-5GHz";
    if (FAMILIES.count(m_family) == 0 || (!m_low && !high) || (m_low && m_family == "80211ac"))
    {
        throw InputError("--wifiStandard=" + standard +
                         ": unknown standard; expected 80211n, 80211ac, 80211ax (5 GHz), "
                         "80211n-2.4GHz or 80211ax-2.4GHz");
    }
}

void
WifiDeviceFactory::SetWidth(uint32_t width)
{
    if (width != 20 && width != 40 && width != 80)
    {
        throw InputError("--wifiWidth=" + std::to_string(width) + ": expected 20, 40 or 80");
    }
    m_width = width;
}

void
WifiDeviceFactory::SetRateControl(const std::string& control)
{
    if (control != "constant" && control != "minstrel" && control != "ideal")
    {
        throw InputError("--wifiRate=" + control +
                         ": unknown rate control; expected constant, minstrel or ideal");
    }
    m_control = control;
}

void
WifiDeviceFactory::SetDataMode(const std::string& mode)
{
    m_mode = mode;
}

void
WifiDeviceFactory::SetLoss(const std::string& loss)
{
    const std::string range = "range:";
    const std::string context = "--loss=" + loss;
    m_loss = loss;
    if (loss.rfind(range, 0) == 0)
    {
        m_loss = "range";
        m_range = ParseReal(loss.substr(range.size()), 1e-3, 1e9, context);
    }
    else if (loss != "log-distance" && loss != "friis" && loss != "nakagami")
    {
        throw InputError(context + ": unknown loss; expected log-distance, friis, nakagami or "
                                   "range:METERS");
    }
}

void
WifiDeviceFactory::SetChannelModel(const std::string& model)
{
    if (model != "yans" && model != "spectrum")
    {
        throw InputError("--wifiChannel=" + model +
                         ": unknown channel model; expected yans or spectrum");
    }
    m_spectrum = model == "spectrum";
}

void
WifiDeviceFactory::SetMtu(uint16_t mtu)
{
    m_mtu = mtu;
}

void
WifiDeviceFactory::SetPhyAttribute(const std::string& name, const AttributeValue& value)
{
    m_phyAttributes.emplace_back(name, value.Copy());
}

void
WifiDeviceFactory::SetManagerAttribute(const std::string& name, const AttributeValue& value)
{
    m_managerAttributes.emplace_back(name, value.Copy());
}

std::string
WifiDeviceFactory::GetDataMode() const
{
    return m_mode.empty() ? FAMILIES.at(m_family).prefix + "3" : m_mode;
}

void
WifiDeviceFactory::Check() const
{
    const ModeFamily& modes = FAMILIES.at(m_family);
    const std::string standard = "--wifiStandard=" + m_family;
    // ns-3 aborts on a mode that it does not know, and on a width that a standard lacks.
    const std::string mode = GetDataMode();
    const std::string context = "--wifiMode=" + mode;
    const std::string expected =
        context + ": expected " + modes.prefix + "0 to " + modes.prefix +
        std::to_string(modes.most);
    if (mode.rfind(modes.prefix, 0) != 0)
    {
        throw InputError(expected + " for " + standard);
    }
    ParseWhole(mode.substr(modes.prefix.size()), 0, modes.most, expected);
    if (mode == "VhtMcs9" && m_width == 20)
    {
        throw InputError(context + ": does not exist at 20 MHz; expected VhtMcs0 to VhtMcs8");
    }
    if (m_width == 80 && (m_low || m_family == "80211n"))
    {
        throw InputError("--wifiWidth=80: only for --wifiStandard=80211ac or 80211ax at 5 GHz");
    }
}

double
WifiDeviceFactory::GetFrequency() const
{
    return m_low ? 2.412e9 : 5.18e9;
}

Ptr<PropagationLossModel>
WifiDeviceFactory::MakeMeanLoss() const
{
    if (m_loss == "friis")
    {
        auto loss = CreateObject<FriisPropagationLossModel>();
        loss->SetFrequency(GetFrequency());
        return loss;
    }
    if (m_loss == "range")
    {
        auto loss = CreateObject<RangePropagationLossModel>();
        loss->SetAttribute("MaxRange", DoubleValue(m_range));
        return loss;
    }
    return CreateObject<LogDistancePropagationLossModel>();
}

Ptr<Channel>
WifiDeviceFactory::MakeChannel(int64_t stream) const
{
    const Ptr<PropagationLossModel> loss = MakeMeanLoss();
    if (m_loss == "nakagami")
    {
        loss->SetNext(CreateObject<NakagamiPropagationLossModel>());
    }
    loss->AssignStreams(stream);
    const auto delay = CreateObject<ConstantSpeedPropagationDelayModel>();
    if (m_spectrum)
    {
        auto channel = CreateObject<MultiModelSpectrumChannel>();
        channel->AddPropagationLossModel(loss);
        channel->SetPropagationDelayModel(delay);
        return channel;
    }
    auto channel = CreateObject<YansWifiChannel>();
    channel->SetPropagationLossModel(loss);
    channel->SetPropagationDelayModel(delay);
    return channel;
}

void
WifiDeviceFactory::ConfigureWifi(WifiHelper& wifi) const
{
    wifi.SetStandard(FindStandard(m_family, m_low));
    if (m_control == "minstrel")
    {
        wifi.SetRemoteStationManager("ns3::MinstrelHtWifiManager");
    }
    else if (m_control == "ideal")
    {
        wifi.SetRemoteStationManager("ns3::IdealWifiManager");
    }
    else
    {
        const std::string legacy = m_low ? "ErpOfdmRate6Mbps" : "OfdmRate6Mbps";
        wifi.SetRemoteStationManager("ns3::ConstantRateWifiManager",
                                     "DataMode",
                                     StringValue(GetDataMode()),
                                     "ControlMode",
                                     StringValue(m_family == "80211n" ? "HtMcs0" : legacy));
    }
}

void
WifiDeviceFactory::ConfigurePhy(WifiPhyHelper& phy) const
{
    // The lowest channel of the width; numbers name its centre.
    const uint32_t number =
        m_low ? (m_width == 20 ? 1 : 3) : (m_width == 20 ? 36 : (m_width == 40 ? 38 : 42));
#if STARDUST_WIFI_HAS_CHANNEL_SETTINGS
    phy.Set("ChannelSettings",
            StringValue("{" + std::to_string(number) + ", " + std::to_string(m_width) +
                        (m_low ? ", BAND_2_4GHZ, 0}" : ", BAND_5GHZ, 0}")));
#else
    phy.Set("ChannelNumber", UintegerValue(number));
#endif
}

NetDeviceContainer
WifiDeviceFactory::Install(Ptr<Channel> channel,
                           const WifiMacHelper& mac,
                           const NodeContainer& nodes) const
{
    WifiHelper wifi;
    ConfigureWifi(wifi);
    NetDeviceContainer devices;
    if (m_spectrum)
    {
        SpectrumWifiPhyHelper phy;
        phy.SetChannel(DynamicCast<SpectrumChannel>(channel));
        ConfigurePhy(phy);
        devices = wifi.Install(phy, mac, nodes);
    }
    else
    {
        YansWifiPhyHelper phy;
        phy.SetChannel(DynamicCast<YansWifiChannel>(channel));
        ConfigurePhy(phy);
        devices = wifi.Install(phy, mac, nodes);
    }
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        devices.Get(i)->SetMtu(m_mtu);
        const auto device = DynamicCast<WifiNetDevice>(devices.Get(i));
        for (const auto& [name, value] : m_phyAttributes)
        {
            device->GetPhy()->SetAttribute(name, *value);
        }
        for (const auto& [name, value] : m_managerAttributes)
        {
            device->GetRemoteStationManager()->SetAttribute(name, *value);
        }
    }
    PrepareWifiDevices(devices);
    return devices;
}

} // namespace stardust
} // namespace ns3
