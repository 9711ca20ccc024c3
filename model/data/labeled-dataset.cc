/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "labeled-dataset.h"

#include "input-error.h"

#include "ns3/abort.h"
#include "ns3/assert.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace ns3
{
namespace stardust
{

LabeledDataset::LabeledDataset(uint32_t samples, uint32_t features, uint32_t classes)
    : m_samples(samples),
      m_features(features),
      m_classes(classes),
      m_values(static_cast<std::size_t>(samples) * features),
      m_labels(classes > 0 ? samples : 0, 0),
      m_targets(classes > 0 ? 0 : samples, 0.0f)
{
}

uint32_t
LabeledDataset::GetN() const
{
    return m_samples;
}

uint32_t
LabeledDataset::GetFeatures() const
{
    return m_features;
}

uint32_t
LabeledDataset::GetClasses() const
{
    return m_classes;
}

bool
LabeledDataset::IsRegression() const
{
    return m_classes == 0;
}

float*
LabeledDataset::GetRow(uint32_t sample)
{
    return m_values.Data() + static_cast<std::size_t>(sample) * m_features;
}

const float*
LabeledDataset::GetRow(uint32_t sample) const
{
    return m_values.Data() + static_cast<std::size_t>(sample) * m_features;
}

void
LabeledDataset::SetImageShape(const ImageShape& shape)
{
    NS_ABORT_MSG_IF(std::uint64_t(shape.channels) * shape.height * shape.width != m_features,
                    "an image of another number of values than the samples'");
    m_image = shape;
}

const ImageShape&
LabeledDataset::GetImageShape() const
{
    return m_image;
}

void
LabeledDataset::SetNames(std::vector<std::string> classes, std::vector<std::string> features)
{
    NS_ABORT_MSG_IF(!classes.empty() && classes.size() != m_classes, "a name for each class");
    NS_ABORT_MSG_IF(!features.empty() && features.size() != m_features, "a name for each value");
    m_classNames = std::move(classes);
    m_featureNames = std::move(features);
}

const std::vector<std::string>&
LabeledDataset::GetClassNames() const
{
    return m_classNames;
}

const std::vector<std::string>&
LabeledDataset::GetFeatureNames() const
{
    return m_featureNames;
}

void
LabeledDataset::SetLabel(uint32_t sample, uint32_t label)
{
    NS_ASSERT_MSG(!IsRegression(), "a regression set has no labels");
    NS_ASSERT(label < m_classes);
    m_labels[sample] = label;
}

uint32_t
LabeledDataset::GetLabel(uint32_t sample) const
{
    NS_ASSERT_MSG(!IsRegression(), "a regression set has no labels");
    return m_labels[sample];
}

void
LabeledDataset::SetTarget(uint32_t sample, float target)
{
    NS_ASSERT_MSG(IsRegression(), "a set with classes has no targets");
    m_targets[sample] = target;
}

float
LabeledDataset::GetTarget(uint32_t sample) const
{
    NS_ASSERT_MSG(IsRegression(), "a set with classes has no targets");
    return m_targets[sample];
}

void
LabeledDataset::SetGroup(uint32_t sample, uint32_t group)
{
    m_groups.resize(m_samples, 0);
    m_groups[sample] = group;
}

bool
LabeledDataset::HasGroups() const
{
    return !m_groups.empty();
}

uint32_t
LabeledDataset::GetGroup(uint32_t sample) const
{
    NS_ASSERT_MSG(HasGroups(), "samples have no groups");
    return m_groups[sample];
}

Ptr<LabeledDataset>
LabeledDataset::Select(const std::vector<uint32_t>& samples) const
{
    auto selection = Create<LabeledDataset>(static_cast<uint32_t>(samples.size()),
                                            m_features,
                                            m_classes);
    selection->m_image = m_image;
    selection->m_classNames = m_classNames;
    selection->m_featureNames = m_featureNames;
    for (uint32_t i = 0; i < samples.size(); ++i)
    {
        std::copy_n(GetRow(samples[i]), m_features, selection->GetRow(i));
        if (IsRegression())
        {
            selection->SetTarget(i, GetTarget(samples[i]));
        }
        else
        {
            selection->SetLabel(i, GetLabel(samples[i]));
        }
        if (HasGroups())
        {
            selection->SetGroup(i, GetGroup(samples[i]));
        }
    }
    return selection;
}

void
Shuffle(std::vector<uint32_t>& items, Ptr<UniformRandomVariable> random)
{
    for (uint32_t left = items.size(); left > 1; --left)
    {
        std::swap(items[left - 1], items[random->GetInteger(0, left - 1)]);
    }
}

DatasetSplit
SplitDataset(Ptr<const LabeledDataset> data, double testFraction, Ptr<UniformRandomVariable> random)
{
    if (!(testFraction > 0 && testFraction < 1))
    {
        throw InputError("--testFraction=" + std::to_string(testFraction) +
                         ": expected a number between 0 and 1");
    }
    if (data->GetN() < 2)
    {
        throw InputError("--testFraction: cannot hold out samples from a data set of " +
                         std::to_string(data->GetN()));
    }
    std::vector<uint32_t> order(data->GetN());
    std::iota(order.begin(), order.end(), 0);
    Shuffle(order, random);
    auto held = static_cast<uint32_t>(std::lround(testFraction * data->GetN()));
    held = std::clamp<uint32_t>(held, 1, data->GetN() - 1);
    const auto cut = order.begin() + held;
    return {data->Select({cut, order.end()}), data->Select({order.begin(), cut})};
}

} // namespace stardust
} // namespace ns3
