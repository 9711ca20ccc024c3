/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-activity.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/number-parser.h"
#include "ns3/stardust-compat.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LinkActivity);

TypeId
LinkActivity::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::LinkActivity")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<LinkActivity>()
            .AddAttribute("Pattern",
                          "How states follow one another",
                          EnumValue(ACTIVITY_BERNOULLI),
                          MakePortableEnumAccessor<ActivityPattern>(&LinkActivity::m_pattern, 0),
                          MakeEnumChecker(ACTIVITY_BERNOULLI,
                                          "Bernoulli",
                                          ACTIVITY_MARKOV,
                                          "Markov",
                                          ACTIVITY_CYCLIC,
                                          "Cyclic"))
            .AddAttribute("Probability",
                          "Share of the rounds in which the link is on, above 0",
                          DoubleValue(1),
                          MakeDoubleAccessor(&LinkActivity::m_probability),
                          MakeDoubleChecker<double>(1e-9, 1))
            .AddAttribute("Variation",
                          "How much the probability of Bernoulli falls and rises, 0 to 0.5",
                          DoubleValue(0),
                          MakeDoubleAccessor(&LinkActivity::m_variation),
                          MakeDoubleChecker<double>(0, 0.5))
            .AddAttribute("Period",
                          "Rounds from one fall to the next",
                          UintegerValue(40),
                          MakeUintegerAccessor(&LinkActivity::m_period),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("OffToOn",
                          "Chance of the Markov chain to come on",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&LinkActivity::m_offToOn),
                          MakeDoubleChecker<double>(1e-9, 1))
            .AddAttribute("CycleLength",
                          "Rounds of a cycle",
                          UintegerValue(100),
                          MakeUintegerAccessor(&LinkActivity::m_cycleLength),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

LinkActivity::LinkActivity()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

int64_t
LinkActivity::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

std::string
LinkActivity::FindProblem() const
{
    if (m_variation > 0 && m_pattern != ACTIVITY_BERNOULLI)
    {
        return "Links: Variation is that of Pattern=Bernoulli, leave it out";
    }
    if (m_pattern == ACTIVITY_CYCLIC && CountCycleRounds() == 0)
    {
        return "Links: with Probability=" + FormatNumber(m_probability) + " none of the CycleLength=" +
               std::to_string(m_cycleLength) + " rounds of a cycle is on; expected a longer one";
    }
    return "";
}

uint32_t
LinkActivity::CountCycleRounds() const
{
    return static_cast<uint32_t>(std::lround(m_probability * m_cycleLength));
}

double
LinkActivity::GetProbability() const
{
    if (m_pattern == ACTIVITY_CYCLIC)
    {
        return double(CountCycleRounds()) / m_cycleLength;
    }
    if (m_pattern != ACTIVITY_BERNOULLI || m_variation == 0)
    {
        return m_probability;
    }
    const double round = m_round > 0 ? double(m_round - 1) : 0;
    return m_probability *
           (1 - m_variation + m_variation * std::sin(2 * M_PI * round / m_period));
}

bool
LinkActivity::Draw()
{
    ++m_round;
    switch (m_pattern)
    {
    case ACTIVITY_BERNOULLI:
        m_on = m_random->GetValue() < GetProbability();
        break;
    case ACTIVITY_MARKOV:
        m_on = DrawMarkov();
        break;
    case ACTIVITY_CYCLIC:
        m_on = DrawCyclic();
        break;
    }
    return m_on;
}

bool
LinkActivity::DrawMarkov()
{
    const double draw = m_random->GetValue();
    if (m_round == 1)
    {
        return draw < m_probability;
    }
    const double onToOff = m_offToOn * (1 / m_probability - 1);
    if (m_on)
    {
        return draw >= std::min(onToOff, 1.0);
    }
    return draw < m_offToOn / std::max(onToOff, 1.0);
}

bool
LinkActivity::DrawCyclic()
{
    if (m_round == 1)
    {
        m_phase = m_random->GetInteger(0, m_cycleLength - 1);
    }
    const uint64_t place = (m_round - 1 + m_phase) % m_cycleLength;
    return place < CountCycleRounds();
}

} // namespace stardust
} // namespace ns3
