/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "qsgd-codec.h"

#include "ns3/float-bytes.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(QsgdCodec);

namespace
{

/// A norm that float32 can hold and that no value exceeds; the mean is right with any such.
float
FindNorm(const float* values, uint32_t count)
{
    const float largest = FindLargestMagnitude(values, count);
    if (!std::isfinite(largest))
    {
        return largest;
    }
    double sum = 0;
    for (uint32_t i = 0; i < count; ++i)
    {
        sum += double(values[i]) * values[i];
    }
    const double norm = std::min<double>(std::sqrt(sum), std::numeric_limits<float>::max());
    return std::max(static_cast<float>(norm), largest);
}

/// Puts numbers of few bits into bytes, the lowest bits first.
class BitWriter
{
  public:
    explicit BitWriter(uint8_t* bytes)
        : m_bytes(bytes)
    {
    }

    void Write(uint32_t number, uint32_t bits)
    {
        m_held |= uint64_t(number) << m_count;
        for (m_count += bits; m_count >= 8; m_count -= 8)
        {
            *m_bytes++ = static_cast<uint8_t>(m_held);
            m_held >>= 8;
        }
    }

    void Finish()
    {
        if (m_count > 0)
        {
            *m_bytes = static_cast<uint8_t>(m_held);
        }
    }

  private:
    uint8_t* m_bytes;    // where the next byte goes
    uint64_t m_held{0};  // bits not written yet
    uint32_t m_count{0}; // how many
};

/// Takes them out again.
class BitReader
{
  public:
    explicit BitReader(const uint8_t* bytes)
        : m_bytes(bytes)
    {
    }

    uint32_t Read(uint32_t bits)
    {
        for (; m_count < bits; m_count += 8)
        {
            m_held |= uint64_t(*m_bytes++) << m_count;
        }
        const auto number = static_cast<uint32_t>(m_held & ((uint64_t(1) << bits) - 1));
        m_held >>= bits;
        m_count -= bits;
        return number;
    }

  private:
    const uint8_t* m_bytes; // the next byte
    uint64_t m_held{0};     // bits not taken yet
    uint32_t m_count{0};    // how many
};

} // namespace

TypeId
QsgdCodec::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::QsgdCodec")
                            .SetParent<QuantizingCodec>()
                            .SetGroupName("Stardust")
                            .AddConstructor<QsgdCodec>()
                            .AddAttribute("Levels",
                                          "Levels from zero to the norm of a bucket",
                                          UintegerValue(127),
                                          MakeUintegerAccessor(&QsgdCodec::m_levels),
                                          MakeUintegerChecker<uint32_t>(1, 32767))
                            .AddAttribute("BucketSize",
                                          "Parameters that share a norm",
                                          UintegerValue(512),
                                          MakeUintegerAccessor(&QsgdCodec::m_bucketSize),
                                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

std::string
QsgdCodec::FindProblem() const
{
    if (!HasErrorFeedback() || uint64_t(m_levels) * m_levels > m_bucketSize)
    {
        return "";
    }
    return "QsgdCodec with ErrorFeedback needs Levels above the square root of BucketSize, not "
           "Levels=" +
           std::to_string(m_levels) + " with BucketSize=" + std::to_string(m_bucketSize);
}

uint32_t
QsgdCodec::GetBits() const
{
    uint32_t bits = 1;
    while ((uint32_t(1) << bits) < 2 * m_levels + 1)
    {
        ++bits;
    }
    return bits;
}

BlockLayout
QsgdCodec::GetLayout() const
{
    return {m_bucketSize, 4, GetBits()};
}

void
QsgdCodec::EncodeBlock(const float* values,
                       uint32_t count,
                       SeededBits& random,
                       uint8_t* bytes) const
{
    const float norm = FindNorm(values, count);
    WriteFloatBytes(&norm, 1, bytes);
    if (!std::isfinite(norm))
    {
        return;
    }
    const uint32_t bits = GetBits();
    const float levels = m_levels;
    BitWriter writer(bytes + 4);
    for (uint32_t i = 0; i < count; ++i)
    {
        const float exact = norm > 0 ? values[i] / norm * levels : 0;
        const float below = std::floor(exact);
        const int level = static_cast<int>(below) + (random.NextUniform() < exact - below ? 1 : 0);
        writer.Write(level + m_levels, bits);
    }
    writer.Finish();
}

bool
QsgdCodec::DecodeBlock(const uint8_t* bytes, uint32_t count, float* values) const
{
    float norm;
    ReadFloatBytes(bytes, 1, &norm);
    if (!(norm >= 0 && norm <= std::numeric_limits<float>::max()))
    {
        return false;
    }
    const uint32_t bits = GetBits();
    const float levels = m_levels;
    BitReader reader(bytes + 4);
    bool good = true;
    for (uint32_t i = 0; i < count; ++i)
    {
        const uint32_t code = reader.Read(bits);
        good &= code <= 2 * m_levels;
        values[i] = (static_cast<float>(code) - levels) / levels * norm;
    }
    return good;
}

} // namespace stardust
} // namespace ns3
