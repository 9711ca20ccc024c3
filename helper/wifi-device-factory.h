/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WIFI_DEVICE_FACTORY_H
#define WIFI_DEVICE_FACTORY_H

#include "ns3/attribute.h"
#include "ns3/channel.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/propagation-loss-model.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class WifiHelper;
class WifiMacHelper;
class WifiPhyHelper;

namespace stardust
{

/**
 * @ingroup stardust
 * Makes Wi-Fi devices: standard, band, width, rate control and channel, under the
 * names that ns-3 3.35 to 3.48 share.
 */
class WifiDeviceFactory
{
  public:
    /**
     * @param standard `80211n`, `80211ac` or `80211ax`, of the 5 GHz band; `80211n-2.4GHz`,
     *        `80211ax-2.4GHz`.
     * @throws InputError if it is another one.
     */
    void SetStandard(const std::string& standard);

    /**
     * @param width of the channel, MHz: 20, 40 or, at 5 GHz with ac and ax, 80.
     * @throws InputError if it is another one.
     */
    void SetWidth(uint32_t width);

    /**
     * @param control `constant`, `minstrel` (Minstrel-HT) or `ideal`.
     * @throws InputError if it is another one.
     */
    void SetRateControl(const std::string& control);

    /**
     * @param mode WifiMode of data packets at a constant rate: HtMcs0 to 7, VhtMcs0 to 9
     *        or HeMcs0 to 11; empty: index 3 of the standard.
     */
    void SetDataMode(const std::string& mode);

    /**
     * @param loss `log-distance` (ns-3's default), `friis`, `nakagami` (log-distance with
     *        ns-3's default fading) or `range:METERS` (all within, nothing beyond).
     * @throws InputError if it is another one.
     */
    void SetLoss(const std::string& loss);

    /**
     * @param model `yans` (packets as a whole) or `spectrum` (power over frequency).
     * @throws InputError if it is another one.
     */
    void SetChannelModel(const std::string& model);

    /** @param mtu of the devices, bytes. */
    void SetMtu(uint16_t mtu);

    /**
     * Set an attribute of every device's WifiPhy, after all others.
     * @param name of the attribute.
     * @param value its value.
     */
    void SetPhyAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Set an attribute of every device's WifiRemoteStationManager, after all others.
     * @param name of the attribute.
     * @param value its value.
     */
    void SetManagerAttribute(const std::string& name, const AttributeValue& value);

    /** @throws InputError if mode, width and standard do not go together. */
    void Check() const;

    /**
     * @param stream first random stream of its fading.
     * @return a new channel.
     */
    Ptr<Channel> MakeChannel(int64_t stream) const;

    /**
     * Install devices.
     * @param channel of MakeChannel().
     * @param mac its type set.
     * @param nodes get a device each.
     * @return the devices, in the same order.
     */
    NetDeviceContainer Install(Ptr<Channel> channel,
                               const WifiMacHelper& mac,
                               const NodeContainer& nodes) const;

    /** @return the loss of a new channel without its fading. */
    Ptr<PropagationLossModel> MakeMeanLoss() const;

  private:
    /** @return frequency of the band's first channel, Hz. */
    double GetFrequency() const;
    /** @return the WifiMode of data packets. */
    std::string GetDataMode() const;
    /** @param wifi gets standard and rate control. */
    void ConfigureWifi(WifiHelper& wifi) const;
    /** @param phy gets channel number, width and band. */
    void ConfigurePhy(WifiPhyHelper& phy) const;

    std::string m_family{"80211n"};       //!< standard without band
    bool m_low{false};                    //!< 2.4 GHz, else 5 GHz
    uint32_t m_width{20};                 //!< MHz
    std::string m_control{"constant"};    //!< of the rate
    std::string m_mode;                   //!< of data packets; empty: index 3
    std::string m_loss{"log-distance"};   //!< see SetLoss()
    double m_range{0};                    //!< of the range model, m
    bool m_spectrum{false};               //!< see SetChannelModel()
    uint16_t m_mtu{1500};                 //!< bytes
    std::vector<std::pair<std::string, Ptr<AttributeValue>>> m_phyAttributes;     //!< the user's
    std::vector<std::pair<std::string, Ptr<AttributeValue>>> m_managerAttributes; //!< the user's
};

} // namespace stardust
} // namespace ns3

#endif // WIFI_DEVICE_FACTORY_H
