/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "direct-network-helper.h"

#include "movement-helper.h"
#include "factory-parser.h"

#include "ns3/boolean.h"
#include "ns3/direct-transport.h"
#include "ns3/double.h"
#include "ns3/global-value.h"
#include "ns3/input-error.h"
#include "ns3/number-parser.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/sinr-channel.h"
#include "ns3/string.h"

namespace ns3
{
namespace stardust
{

namespace
{

void
ChooseScheduler()
{
    StringValue chosen;
    GlobalValue::GetValueByName("SchedulerType", chosen);
    if (chosen.Get() == "ns3::MapScheduler")
    {
        ObjectFactory scheduler;
        scheduler.SetTypeId("ns3::PriorityQueueScheduler");
        Simulator::SetScheduler(scheduler);
    }
}

ObjectFactory
ParseChannel(const std::string& spec)
{
    const ShortNames names{{"sinr", SinrChannel::GetTypeId().GetName()}};
    return ParseFactory(spec, DirectChannel::GetTypeId(), "--channel", {}, names);
}

} // namespace

void
DirectNetworkHelper::SetDelay(const std::string& delay)
{
    if (delay.rfind("ns3::", 0) == 0)
    {
        const TypeId type =
            ParseFactory(delay, RandomVariableStream::GetTypeId(), "--delay").GetTypeId();
        // Their values are set by calls, not by attributes; without values they end the program.
        if (type == EmpiricalRandomVariable::GetTypeId() ||
            type == DeterministicRandomVariable::GetTypeId())
        {
            throw InputError("--delay=" + delay + ": " + type.GetName() +
                             " cannot be given as text; expected another random variable");
        }
        m_delay = delay;
        return;
    }
    const double seconds = ParseReal(delay, 0, 1e9, "--delay=" + delay);
    m_delay = seconds == 0
                  ? ""
                  : "ns3::ConstantRandomVariable[Constant=" + FormatNumber(seconds) + "]";
}

void
DirectNetworkHelper::SetErrorRate(double rate)
{
    m_errorRate = rate;
}

void
DirectNetworkHelper::SetOccupying(bool occupying)
{
    m_occupying = occupying;
}

void
DirectNetworkHelper::SetChannel(const std::string& spec)
{
    m_channel = spec;
    if (!spec.empty())
    {
        ParseChannel(spec);
    }
}

void
DirectNetworkHelper::Place(NodeContainer nodes, double side)
{
    MovementHelper().Install(nodes, side);
}

void
DirectNetworkHelper::Install(LearnerHelper& learners) const
{
    ChooseScheduler();
    learners.SetTransport(DirectTransport::GetTypeId().GetName());
    learners.SetTransportAttribute("ErrorRate", DoubleValue(m_errorRate));
    learners.SetTransportAttribute("Occupying", BooleanValue(m_occupying));
    if (!m_delay.empty())
    {
        learners.SetTransportAttribute("Delay", StringValue(m_delay));
    }
    if (!m_channel.empty())
    {
        learners.SetTransportAttribute(
            "Channel",
            PointerValue(ParseChannel(m_channel).Create<DirectChannel>()));
    }
}

} // namespace stardust
} // namespace ns3
