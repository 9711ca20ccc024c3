/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A mixer of one's own: each parameter moves towards the received one, but by no more than a
// bound, so that one device with absurd parameters can do little harm at a time.

#include "extension-run.h"

#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/model-mixer.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::stardust;

/// Moves each parameter half way, but no further than Bound.
class BoundedMixer : public ModelMixer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("BoundedMixer")
                                .SetParent<ModelMixer>()
                                .AddConstructor<BoundedMixer>()
                                .AddAttribute("Bound",
                                              "How far a parameter moves at most, above 0",
                                              DoubleValue(0.1),
                                              MakeDoubleAccessor(&BoundedMixer::m_bound),
                                              MakeDoubleChecker<double>(1e-9));
        return tid;
    }

    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override
    {
        // Coordinates that a sparse codec has left out must not be touched.
        std::vector<CoordinateRange> present = message.present;
        if (present.empty())
        {
            present.push_back({0, count});
        }
        const auto bound = static_cast<float>(m_bound);
        const float* received = message.parameters->Data();
        for (const CoordinateRange& range : present)
        {
            for (uint32_t k = range.begin; k < range.end; ++k)
            {
                local[k] += std::clamp((received[k] - local[k]) / 2, -bound, bound);
            }
        }
        return message.present.empty() ? MixedKnowledge::RELAYED : MixedKnowledge::PARTIAL;
    }

  private:
    double m_bound{0.1}; ///< see the attribute
};

NS_OBJECT_ENSURE_REGISTERED(BoundedMixer);

static int
Run(int argc, char* argv[])
{
    ScriptOptions("A mixer of one's own.").Parse(argc, argv);

    // By itself: far, near and absurd parameters.
    const float values[] = {0.1f, -5, 1e30f};
    auto received = Create<FloatBuffer>(3);
    std::copy_n(values, 3, received->Data());
    ModelMessage message;
    message.parameters = received;
    float local[] = {0, 0, 0};
    CreateObject<BoundedMixer>()->Mix(local, 3, message);
    bool right = Check("a near parameter", local[0], 0.0499, 0.0501);
    right &= Check("a far one", local[1], -0.1001, -0.0999);
    right &= Check("an absurd one", local[2], 0.0999, 0.1001);

    // In a run: a device alone, which sees 2 of 8 classes, finds a quarter.
    NodeContainer nodes;
    nodes.Create(10);
    LearnerHelper learners;
    learners.SetMixer("BoundedMixer[Bound=0.2]");
    DirectNetworkHelper().Install(learners);
    right &= Check("accuracy", Learn(learners, nodes, Seconds(60)).accuracy, 0.4, 1);
    Simulator::Destroy();
    return right ? 0 : 1;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Run);
}
