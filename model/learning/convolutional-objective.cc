/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "convolutional-objective.h"

#include "activation-layer.h"
#include "convolution-layer.h"
#include "dense-layer.h"
#include "layer-sizes.h"
#include "pooling-layer.h"

#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ConvolutionalObjective);

TypeId
ConvolutionalObjective::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::ConvolutionalObjective")
            .SetParent<LayeredObjective>()
            .SetGroupName("Stardust")
            .AddConstructor<ConvolutionalObjective>()
            .AddAttribute("Filters",
                          "Planes that the convolutions make, separated by commas",
                          StringValue("6,16"),
                          MakeStringAccessor(&ConvolutionalObjective::SetFilters,
                                             &ConvolutionalObjective::GetFilters),
                          MakeStringChecker())
            .AddAttribute("FilterSize",
                          "Side of a filter",
                          UintegerValue(5),
                          MakeUintegerAccessor(&ConvolutionalObjective::m_size),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("Hidden",
                          "Units of the dense layers before the last, separated by commas",
                          StringValue("120,84"),
                          MakeStringAccessor(&ConvolutionalObjective::SetHidden,
                                             &ConvolutionalObjective::GetHidden),
                          MakeStringChecker());
    return tid;
}

void
ConvolutionalObjective::SetHidden(std::string text)
{
    m_hidden = ParseSizes(text, "Hidden");
}

std::string
ConvolutionalObjective::GetHidden() const
{
    return FormatSizes(m_hidden);
}

void
ConvolutionalObjective::SetFilters(std::string text)
{
    m_filters = ParseSizes(text, "Filters");
}

std::string
ConvolutionalObjective::GetFilters() const
{
    return FormatSizes(m_filters);
}

std::string
ConvolutionalObjective::FindProblem(const LabeledDataset& data) const
{
    const std::string problem = LayeredObjective::FindProblem(data);
    if (!problem.empty())
    {
        return problem;
    }
    const ImageShape& image = data.GetImageShape();
    const std::string name = GetTypeId().GetName();
    if (image.channels == 0)
    {
        return name + " learns images, but the samples have no image shape; expected digits, IDX or CIFAR "
                      "files";
    }
    uint32_t height = image.height;
    uint32_t width = image.width;
    for (std::size_t i = 0; i < m_filters.size(); ++i)
    {
        if (std::min(height, width) < m_size + 1)
        {
            return name + ": images of " + std::to_string(image.height) + "x" +
                   std::to_string(image.width) + " are too small for " +
                   std::to_string(m_filters.size()) + " convolutions of size " +
                   std::to_string(m_size) + ", each followed by 2x2 pooling";
        }
        height = (height - m_size + 1) / 2;
        width = (width - m_size + 1) / 2;
    }
    return "";
}

LayeredObjective::Layers
ConvolutionalObjective::MakeLayers() const
{
    Layers layers;
    ImageShape shape = GetImageShape();
    for (const uint32_t filters : m_filters)
    {
        auto convolution = std::make_unique<ConvolutionLayer>(shape, filters, m_size);
        shape = convolution->GetOutputShape();
        const uint32_t values = convolution->GetOutputCount();
        layers.push_back(std::move(convolution));
        layers.push_back(std::make_unique<ActivationLayer>(values, ACTIVATION_RELU));
        auto pooling = std::make_unique<PoolingLayer>(shape);
        shape = pooling->GetOutputShape();
        layers.push_back(std::move(pooling));
    }
    uint32_t inputs = shape.channels * shape.height * shape.width;
    for (const uint32_t units : m_hidden)
    {
        layers.push_back(std::make_unique<DenseLayer>(inputs, units));
        layers.push_back(std::make_unique<ActivationLayer>(units, ACTIVATION_RELU));
        inputs = units;
    }
    layers.push_back(std::make_unique<DenseLayer>(inputs, GetClasses()));
    return layers;
}

WeightInitialization
ConvolutionalObjective::GetDefaultInitialization(std::size_t layer) const
{
    const bool last = layer == 3 * m_filters.size() + 2 * m_hidden.size();
    return last ? WEIGHTS_GLOROT : WEIGHTS_HE;
}

} // namespace stardust
} // namespace ns3
