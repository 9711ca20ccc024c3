/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sparse-codec.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(SparseCodec);

TypeId
SparseCodec::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::SparseCodec")
            .SetParent<ModelCodec>()
            .SetGroupName("Stardust")
            .AddAttribute("Fraction",
                          "Share of the parameters that a message holds, if Count is 0",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&SparseCodec::m_fraction),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Count",
                          "Parameters that a message holds, at most all; 0: Fraction counts",
                          UintegerValue(0),
                          MakeUintegerAccessor(&SparseCodec::m_count),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("ErrorFeedback",
                          "Whether what a message leaves out comes sooner in later ones",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SparseCodec::m_errorFeedback),
                          MakeBooleanChecker());
    return tid;
}

bool
SparseCodec::IsExact() const
{
    return false;
}

uint32_t
SparseCodec::GetKept(uint32_t count) const
{
    const double share = std::round(m_fraction * count);
    const uint32_t wanted = m_count > 0 ? m_count : std::max<uint32_t>(share, 1);
    return std::min(wanted, count);
}

bool
SparseCodec::Decode(const uint8_t* bytes, uint32_t size, float* parameters, uint32_t count) const
{
    std::vector<CoordinateRange> present;
    return DecodePresent(bytes, size, parameters, count, present);
}

} // namespace stardust
} // namespace ns3
