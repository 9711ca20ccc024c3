/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_LINK_RUN_H
#define STARDUST_LINK_RUN_H

#include "stardust-test-support.h"

#include "ns3/error-model.h"
#include "ns3/ipv4.h"
#include "ns3/pointer.h"
#include "ns3/record-helper.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup stardust-tests
 * Learners on a link whose delay and loss are known.
 */

namespace ns3
{
namespace stardust
{
namespace tests
{

/// Devices on one link with some delay and loss.
struct LinkRun
{
    NodeContainer nodes;
    LearnerHelper helper;
    RecordHelper record;
    Ptr<LearnerGroup> group;
    ApplicationContainer learners;
    uint32_t stopped{0};                              //!< who stops
    std::vector<Ptr<const ModelMessage>> outcomes;    //!< all messages with an outcome
    bool keepOutcomes{true};                          //!< whether to fill these
    uint64_t mostInFlight{0};                         //!< messages, seen at any outcome

    LinkRun(uint32_t n, const std::string& transport, double loss = 0)
        : nodes(MakeIdealNetwork(n))
    {
        for (uint32_t i = 0; i < n; ++i)
        {
            auto device = GetDevice(i);
            device->GetChannel()->SetAttribute("Delay", TimeValue(MilliSeconds(1)));
            if (loss > 0)
            {
                auto errors = CreateObject<RateErrorModel>();
                errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
                errors->SetRate(loss);
                errors->AssignStreams((int64_t(1) << 51) + i);
                device->SetAttribute("ReceiveErrorModel", PointerValue(errors));
            }
        }
        SetSmallTask(helper, n, 5);
        helper.SetTransport(transport);
        SetGossip(0.5);
    }

    ~LinkRun()
    {
        Simulator::Destroy();
    }

    Ptr<SimpleNetDevice> GetDevice(uint32_t i) const
    {
        return DynamicCast<SimpleNetDevice>(nodes.Get(i)->GetObject<Ipv4>()->GetNetDevice(1));
    }

    void SetGossip(double interval)
    {
        helper.SetAttribute("GossipInterval",
                            StringValue("ns3::ConstantRandomVariable[Constant=" +
                                        std::to_string(interval) + "]"));
    }

    void SetLifetime(const std::string& time)
    {
        helper.SetGroupAttribute(
            "Ledger",
            StringValue("ns3::stardust::MessageLedger[MessageLifetime=" + time + "]"));
    }

    void TakeOutcome(Ptr<const ModelMessage> message)
    {
        if (keepOutcomes)
        {
            outcomes.push_back(message);
        }
        mostInFlight = std::max(mostInFlight, group->GetLedger()->CountInFlight() + 1);
    }

    void Install()
    {
        learners = helper.Install(nodes);
        group = helper.GetGroup();
        group->GetLedger()->TraceConnectWithoutContext("MessageConcluded",
                                                       MakeCallback(&LinkRun::TakeOutcome, this));
    }

    RunSummary Run(double seconds)
    {
        if (!group)
        {
            Install();
        }
        record.SetDigest(true);
        Ptr<RunRecorder> recorder = record.Install(group);
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
        return recorder->Finish();
    }
};

/**
 * @param summary of a run.
 * @return messages with an outcome or in flight.
 */
inline uint64_t
CountAll(const RunSummary& summary)
{
    const MessageCounters& messages = summary.messages;
    return messages.delivered + messages.lost + messages.expired + messages.rejected +
           summary.messagesInFlight;
}

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_LINK_RUN_H
