/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sinr-channel.h"

#include "wait-source.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/mobility-model.h"
#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(SinrChannel);

namespace
{

constexpr double LIGHT_SPEED = 299792458; // m/s

double
GetDistance(const Node& from, const Node& to)
{
    return from.GetObject<MobilityModel>()->GetDistanceFrom(to.GetObject<MobilityModel>());
}

/// dBm to W.
double
ToWatt(double level)
{
    return std::pow(10, (level - 30) / 10);
}

} // namespace

TypeId
SinrChannel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::SinrChannel")
            .SetParent<DirectChannel>()
            .SetGroupName("Stardust")
            .AddConstructor<SinrChannel>()
            .AddAttribute("Bandwidth",
                          "Width of the channel, Hz",
                          DoubleValue(10e6),
                          MakeDoubleAccessor(&SinrChannel::m_bandwidth),
                          MakeDoubleChecker<double>(1))
            .AddAttribute("NoiseDensity",
                          "Noise at the receiver, dBm/Hz",
                          DoubleValue(-174),
                          MakeDoubleAccessor(&SinrChannel::m_noiseDensity),
                          MakeDoubleChecker<double>(-300, 100))
            .AddAttribute("PathLossExponent",
                          "Power falls with this power of the distance in metres",
                          DoubleValue(4),
                          MakeDoubleAccessor(&SinrChannel::m_exponent),
                          MakeDoubleChecker<double>(0, 10))
            .AddAttribute("Power",
                          "Power of each sender, W",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&SinrChannel::m_power),
                          MakeDoubleChecker<double>(1e-12, 1e6))
            .AddAttribute("NearestDistance",
                          "Devices that are nearer than this count as so far from each other, m",
                          DoubleValue(1),
                          MakeDoubleAccessor(&SinrChannel::m_nearest),
                          MakeDoubleChecker<double>(1e-3))
            .AddAttribute("Deadline",
                          "A message that takes longer is lost; above MessageLifetime of the "
                          "MessageLedger that decides",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&SinrChannel::m_deadline),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("Fading",
                          "How the gain varies from message to message",
                          EnumValue(FADING_RAYLEIGH),
                          MakePortableEnumAccessor<SinrFading>(&SinrChannel::m_fading, 0),
                          MakeEnumChecker(FADING_NONE, "None", FADING_RAYLEIGH, "Rayleigh"))
            .AddTraceSource("Sinr",
                            "A message is sent; its ratio of signal to interference and noise",
                            MakeTraceSourceAccessor(&SinrChannel::m_sinrTrace),
                            "ns3::stardust::SinrChannel::SinrTracedCallback");
    return tid;
}

void
SinrChannel::DoDispose()
{
    m_onAir.clear();
    DirectChannel::DoDispose();
}

std::string
SinrChannel::FindProblem(Ptr<const Node> node) const
{
    return node->GetObject<MobilityModel>()
               ? ""
               : "--channel: node " + std::to_string(node->GetId()) +
                     " has no position; expected a MobilityModel on each node";
}

bool
SinrChannel::ReachesAll() const
{
    return true;
}

void
SinrChannel::Clear()
{
    m_onAir.clear();
    // The event holds this object, and would be held by it for ever.
    m_clearing = EventId();
}

double
SinrChannel::DrawPower(const Node& from, const Node& to, UniformRandomVariable& random) const
{
    const double distance = std::max(m_nearest, GetDistance(from, to));
    const double gain = m_fading == FADING_NONE ? 1 : -std::log1p(-random.GetValue());
    return m_power * gain * std::pow(distance, -m_exponent);
}

double
SinrChannel::DrawInterference(const DirectHop& hop, UniformRandomVariable& random)
{
    const Time now = Simulator::Now();
    double sum = 0;
    for (auto at = m_onAir.begin(); at != m_onAir.end();)
    {
        if (at->second.end <= now)
        {
            at = m_onAir.erase(at);
            continue;
        }
        const Ptr<Node> other = at->second.node;
        if (other != hop.sender && other != hop.receiver)
        {
            sum += DrawPower(*other, *hop.receiver, random);
        }
        ++at;
    }
    return sum;
}

DirectPassage
SinrChannel::Cross(const DirectHop& hop, UniformRandomVariable& random)
{
    if (m_clearing.IsExpired())
    {
        m_clearing = Simulator::ScheduleDestroy(&SinrChannel::Clear, Ptr<SinrChannel>(this));
    }
    const double signal = DrawPower(*hop.sender, *hop.receiver, random);
    const double noise = ToWatt(m_noiseDensity) * m_bandwidth;
    const double sinr = signal / (noise + DrawInterference(hop, random));
    m_sinrTrace(hop, sinr);
    // For a weak signal log2(1 + SINR) would lose digits; at rate 0 it takes for ever.
    const double rate = m_bandwidth * std::log1p(sinr) / std::log(2.0);
    const double sending = 8.0 * hop.bytes / rate;
    const double way = GetDistance(*hop.sender, *hop.receiver) / LIGHT_SPEED;
    const double deadline = m_deadline.GetSeconds();
    DirectPassage passage;
    passage.arrives = sending + way <= deadline;
    passage.delay = MakeWait(std::min(sending + way, deadline));
    passage.airtime = MakeWait(std::min(sending, deadline));
    Transmitter& transmitter = m_onAir[hop.sender->GetId()];
    transmitter.node = hop.sender;
    transmitter.end = std::max(transmitter.end, Simulator::Now() + passage.airtime);
    return passage;
}

} // namespace stardust
} // namespace ns3
