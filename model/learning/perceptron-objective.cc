/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "perceptron-objective.h"

#include "dense-layer.h"
#include "layer-sizes.h"

#include "ns3/stardust-compat.h"
#include "ns3/string.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(PerceptronObjective);

TypeId
PerceptronObjective::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::PerceptronObjective")
            .SetParent<LayeredObjective>()
            .SetGroupName("Stardust")
            .AddConstructor<PerceptronObjective>()
            .AddAttribute("Hidden",
                          "Units of the hidden layers, from the samples on, separated by commas",
                          StringValue("64"),
                          MakeStringAccessor(&PerceptronObjective::SetHidden,
                                             &PerceptronObjective::GetHidden),
                          MakeStringChecker())
            .AddAttribute("Activation",
                          "What hidden units make of their sums",
                          EnumValue(ACTIVATION_RELU),
                          MakePortableEnumAccessor<Activation>(&PerceptronObjective::m_activation,
                                                               0),
                          MakeEnumChecker(ACTIVATION_RELU, "Relu", ACTIVATION_TANH, "Tanh"));
    return tid;
}

void
PerceptronObjective::SetHidden(std::string text)
{
    m_hidden = ParseSizes(text, "Hidden");
}

std::string
PerceptronObjective::GetHidden() const
{
    return FormatSizes(m_hidden);
}

bool
PerceptronObjective::IsClassification() const
{
    return GetClasses() > 0;
}

std::string
PerceptronObjective::FindProblem(const LabeledDataset& /* data */) const
{
    return "";
}

LayeredObjective::Layers
PerceptronObjective::MakeLayers() const
{
    Layers layers;
    uint32_t inputs = GetFeatures();
    for (const uint32_t units : m_hidden)
    {
        layers.push_back(std::make_unique<DenseLayer>(inputs, units));
        layers.push_back(std::make_unique<ActivationLayer>(units, m_activation));
        inputs = units;
    }
    layers.push_back(std::make_unique<DenseLayer>(inputs, GetOutputCount()));
    return layers;
}

WeightInitialization
PerceptronObjective::GetDefaultInitialization(std::size_t layer) const
{
    const bool last = layer == 2 * m_hidden.size();
    return last || m_activation == ACTIVATION_TANH ? WEIGHTS_GLOROT : WEIGHTS_HE;
}

} // namespace stardust
} // namespace ns3
