/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The attributes of UdpTransport; what it does is in udp-transport.cc.

#include "model-fragment-header.h"
#include "udp-transport.h"

#include "device-backlog.h"
#include "fragment-repeater.h"

#include "ns3/boolean.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(UdpTransport);

TypeId
UdpTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::UdpTransport")
            .SetParent<Ipv4Transport>()
            .SetGroupName("Stardust")
            .AddConstructor<UdpTransport>()
            .AddAttribute("Interface",
                          "Index of the node's IPv4 interface to use (0 is the loopback)",
                          UintegerValue(1),
                          MakeUintegerAccessor(&UdpTransport::m_interface),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Port",
                          "UDP port to send from and to listen at",
                          UintegerValue(9010),
                          MakeUintegerAccessor(&UdpTransport::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("FragmentSize",
                          "Bytes of the encoded model in a packet; 0: as many as the device's "
                          "MTU leaves",
                          UintegerValue(0),
                          MakeUintegerAccessor(&UdpTransport::m_fragmentSize),
                          MakeUintegerChecker<uint32_t>(0, 65507 - ModelFragmentHeader::SIZE))
            .AddAttribute("MaxBurst",
                          "Packets handed to the device at once; the rest of a model follows when "
                          "three quarters of them have left the device",
                          UintegerValue(64),
                          MakeUintegerAccessor(&UdpTransport::m_maxBurst),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("BurstInterval",
                          "How often to look whether they have left",
                          TimeValue(MilliSeconds(5)),
                          MakeTimeAccessor(&UdpTransport::m_burstInterval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("BurstPatience",
                          "The next burst follows after this time even if they have not",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&UdpTransport::m_burstPatience),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MaxPartialMessages",
                          "Incomplete messages that a receiver keeps; beyond that the oldest is "
                          "forgotten",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&UdpTransport::m_maxPartialMessages),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxRepeats",
                          "Rounds in which missing packets of a message are repeated, at most; "
                          "0: nothing is repeated or acknowledged",
                          UintegerValue(0),
                          MakeUintegerAccessor(&UdpTransport::m_maxRepeats),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("RepeatTimeout",
                          "How long a receiver waits for the next packet of a message before it "
                          "asks for what is missing; a sender who has heard nothing of a message "
                          "for four times this repeats all of it",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&UdpTransport::m_repeatTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("PartialDelivery",
                          "Whether of a message that would be lost the parameters are mixed in "
                          "that have arrived",
                          BooleanValue(false),
                          MakeBooleanAccessor(&UdpTransport::m_partialDelivery),
                          MakeBooleanChecker());
    return tid;
}

} // namespace stardust
} // namespace ns3
