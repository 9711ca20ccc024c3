/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A codec of one's own: parameters as 16-bit fixed-point numbers.

#include "extension-run.h"

#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/model-codec.h"
#include "ns3/model-fragment-header.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::stardust;

/// Two bytes a parameter, low byte first: the nearest multiple of 1 / Scale within the range.
class FixedPointCodec : public ModelCodec
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("FixedPointCodec")
                                .SetParent<ModelCodec>()
                                .AddConstructor<FixedPointCodec>()
                                .AddAttribute("Scale",
                                              "Levels a unit, above 0",
                                              DoubleValue(4096),
                                              MakeDoubleAccessor(&FixedPointCodec::m_scale),
                                              MakeDoubleChecker<double>(1e-6));
        return tid;
    }

    bool IsExact() const override
    {
        return false;
    }

    uint32_t GetEncodedSize(uint32_t count) const override
    {
        return 2 * count;
    }

    std::vector<uint8_t> Encode(const float* parameters, uint32_t count) override
    {
        std::vector<uint8_t> bytes(2 * std::size_t(count));
        for (uint32_t k = 0; k < count; ++k)
        {
            const double level = std::clamp(std::round(parameters[k] * m_scale), -32768.0, 32767.0);
            // A parameter that is no number becomes 0, and so can be sent.
            const auto word = static_cast<uint16_t>(std::isnan(level) ? 0 : int32_t(level));
            bytes[2 * k] = word & 0xff;
            bytes[2 * k + 1] = word >> 8;
        }
        return bytes;
    }

    bool Decode(const uint8_t* bytes, uint32_t size, float* parameters, uint32_t count) const override
    {
        // What arrives is not trusted: any other size is refused, and all bytes are numbers.
        if (size != 2 * uint64_t(count))
        {
            return false;
        }
        for (uint32_t k = 0; k < count; ++k)
        {
            const auto level = static_cast<int16_t>(bytes[2 * k] | (bytes[2 * k + 1] << 8));
            parameters[k] = static_cast<float>(level / m_scale);
        }
        return true;
    }

  private:
    double m_scale{4096}; ///< see the attribute
};

NS_OBJECT_ENSURE_REGISTERED(FixedPointCodec);

static int
Run(int argc, char* argv[])
{
    ScriptOptions("A codec of one's own.").Parse(argc, argv);

    // By itself: the error is at most half a level, beyond the range it becomes its end.
    const float model[] = {0.12345f, -3.3f, 7.9f, 1e9f};
    float decoded[4];
    auto codec = CreateObject<FixedPointCodec>();
    codec->Decode(codec->Encode(model, 4).data(), 8, decoded, 4);
    bool right = true;
    for (uint32_t k = 0; k < 3; ++k)
    {
        right &= Check("error", std::abs(decoded[k] - model[k]), 0, 0.5 / 4096 + 1e-6);
    }
    right &= Check("beyond the range", decoded[3], 7.9997, 7.9998);

    // In a run: half the bytes of float32, and nothing is refused.
    NodeContainer nodes;
    nodes.Create(10);
    LearnerHelper learners;
    learners.SetCodec("FixedPointCodec[Scale=4096]");
    DirectNetworkHelper().Install(learners);
    const ExtensionResult result = Learn(learners, nodes, Seconds(60));
    right &= Check("accuracy", result.accuracy, 0.4, 1);
    right &= Check("rejected", result.messages.rejected, 0, 0);
    const double bytes = 2.0 * result.parameters + ModelFragmentHeader::SIZE;
    right &= Check("bytes a message",
                   double(result.messages.bytesSent) / result.messages.sent,
                   bytes,
                   bytes);
    Simulator::Destroy();
    return right ? 0 : 1;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Run);
}
