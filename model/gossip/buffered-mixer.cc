/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "buffered-mixer.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/stardust-compat.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(BufferedMixer);

TypeId
BufferedMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::BufferedMixer")
            .SetParent<BufferAlgorithm>()
            .SetGroupName("Stardust")
            .AddConstructor<BufferedMixer>()
            .AddAttribute("Trigger",
                          "Full: average when the buffer is full; Update: after each local update",
                          EnumValue(BUFFER_FULL),
                          MakePortableEnumAccessor<BufferTrigger>(&BufferedMixer::m_trigger, 0),
                          MakeEnumChecker(BUFFER_FULL, "Full", BUFFER_UPDATE, "Update"))
            .AddAttribute("SelfWeight",
                          "Weight of the own model, 0 to 1; negative: that of each of the others",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&BufferedMixer::m_selfWeight),
                          MakeDoubleChecker<double>(-1, 1))
            .AddAttribute("LeastModels",
                          "With Trigger=Update: models that must wait before they are averaged, "
                          "if the buffer takes as many; fewer wait for the next update",
                          UintegerValue(1),
                          MakeUintegerAccessor(&BufferedMixer::m_leastModels),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

BufferTrigger
BufferedMixer::GetTrigger() const
{
    return m_trigger;
}

uint32_t
BufferedMixer::GetLeastModels() const
{
    return m_leastModels;
}

double
BufferedMixer::GetSelfWeight(std::size_t received) const
{
    return m_selfWeight < 0 ? 1.0 / (received + 1) : m_selfWeight;
}

} // namespace stardust
} // namespace ns3
