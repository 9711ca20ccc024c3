/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What ns-3 itself needs for the events of the direct network: the same
// scheduler, the same pending events and as many of each kind (update, gossip,
// delivery), and nothing else. The reference of direct-speed.py.

#include "ns3/random-variable-stream.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <chrono>
#include <iostream>
#include <vector>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

/// The events of all devices.
class BareEvents
{
  public:
    BareEvents(uint32_t n, double gossipRate)
        : m_n(n),
          m_gossipRate(gossipRate),
          m_random(CreateObject<ExponentialRandomVariable>())
    {
        m_random->SetStream(1);
        for (uint32_t device = 0; device < n; ++device)
        {
            ScheduleUpdate(device);
            ScheduleGossip(device);
        }
    }

    uint64_t CountDelivered() const
    {
        return m_delivered;
    }

  private:
    Time DrawWait(double rate)
    {
        return Seconds(m_random->GetValue() / rate);
    }

    void ScheduleUpdate(uint32_t device)
    {
        Simulator::Schedule(DrawWait(1), &BareEvents::Update, this, device);
    }

    void ScheduleGossip(uint32_t device)
    {
        Simulator::Schedule(DrawWait(m_gossipRate), &BareEvents::Gossip, this, device);
    }

    void Update(uint32_t device)
    {
        ScheduleUpdate(device);
    }

    void Gossip(uint32_t device)
    {
        const uint32_t receiver = device + 1 < m_n ? device + 1 : 0;
        Simulator::ScheduleWithContext(receiver, Time(0), &BareEvents::Deliver, this, receiver);
        ScheduleGossip(device);
    }

    void Deliver(uint32_t /* receiver */)
    {
        ++m_delivered;
    }

    uint32_t m_n;                            //!< number of devices
    double m_gossipRate;                     //!< of each device, 1/s
    Ptr<ExponentialRandomVariable> m_random; //!< waits
    uint64_t m_delivered{0};                 //!< messages
};

int
RunBenchmark(int argc, char* argv[])
{
    uint32_t n = 1000;
    double duration = 1000;
    double gossipRate = 1;
    ScriptOptions options("The events of the direct network and nothing else.");
    options.Add("learners", "Number of devices", n, 1);
    options.Add("gossipRate", "Messages a second of each device; updates: 1", gossipRate, 1e-9);
    options.Add("duration", "Simulated time, s", duration, 0);
    options.Parse(argc, argv);
    ObjectFactory scheduler;
    scheduler.SetTypeId("ns3::PriorityQueueScheduler");
    Simulator::SetScheduler(scheduler);
    BareEvents events(n, gossipRate);
    Simulator::Stop(Seconds(duration));
    const auto begin = std::chrono::steady_clock::now();
    Simulator::Run();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    std::cout << "messages " << events.CountDelivered() << " events "
              << Simulator::GetEventCount() << " run_s " << wall.count() << std::endl;
    Simulator::Destroy();
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &RunBenchmark);
}
