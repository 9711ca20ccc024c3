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
LabeledDataset::Permute(const std::vector<uint32_t>& order)
{
    std::vector<bool> placed(m_samples, false);
    std::vector<float> first(m_features);
    const auto move = [this](uint32_t from, uint32_t to) {
        std::copy_n(GetRow(from), m_features, GetRow(to));
    };
    for (uint32_t start = 0; start < m_samples; ++start)
    {
        // Round each cycle of the permutation, with one row set aside.
        if (placed[start] || order[start] == start)
        {
            continue;
        }
        std::copy_n(GetRow(start), m_features, first.data());
        uint32_t at = start;
        for (; order[at] != start; at = order[at])
        {
            move(order[at], at);
            placed[at] = true;
        }
        std::copy_n(first.data(), m_features, GetRow(at));
        placed[at] = true;
    }
    const auto reorder = [&order](auto& values) {
        auto old = values;
        for (std::size_t i = 0; i < values.size(); ++i)
        {
            values[i] = old[order[i]];
        }
    };
    reorder(m_labels);
    reorder(m_targets);
    reorder(m_groups);
}

void
LabeledDataset::Keep(const std::vector<uint32_t>& samples)
{
    std::vector<uint32_t> order(samples);
    std::vector<bool> kept(m_samples, false);
    for (const uint32_t sample : samples)
    {
        NS_ABORT_MSG_IF(kept.at(sample), "row " << sample << " is to be kept twice");
        kept[sample] = true;
    }
    for (uint32_t sample = 0; sample < m_samples; ++sample)
    {
        if (!kept[sample])
        {
            order.push_back(sample);
        }
    }
    Permute(order);
    m_samples = samples.size();
    const auto cut = [this](auto& values) { values.resize(values.empty() ? 0 : m_samples); };
    cut(m_labels);
    cut(m_targets);
    cut(m_groups);
}

void
Shuffle(std::vector<uint32_t>& items, Ptr<UniformRandomVariable> random)
{
    for (uint32_t left = items.size(); left > 1; --left)
    {
        std::swap(items[left - 1], items[random->GetInteger(0, left - 1)]);
    }
}

namespace
{

/// A random order of the samples, and how many of the first are held out.
struct HeldOut
{
    std::vector<uint32_t> order; //!< all samples
    uint32_t count;              //!< of those for testing

    std::vector<uint32_t> GetTest() const
    {
        return {order.begin(), order.begin() + count};
    }

    std::vector<uint32_t> GetTrain() const
    {
        return {order.begin() + count, order.end()};
    }
};

HeldOut
DrawHeldOut(uint32_t samples, double testFraction, Ptr<UniformRandomVariable> random)
{
    if (!(testFraction > 0 && testFraction < 1))
    {
        throw InputError("--testFraction=" + std::to_string(testFraction) +
                         ": expected a number between 0 and 1");
    }
    if (samples < 2)
    {
        throw InputError("--testFraction: cannot hold out samples from a data set of " +
                         std::to_string(samples));
    }
    HeldOut held;
    held.order.resize(samples);
    std::iota(held.order.begin(), held.order.end(), 0);
    Shuffle(held.order, random);
    const auto count = static_cast<uint32_t>(std::lround(testFraction * samples));
    held.count = std::clamp<uint32_t>(count, 1, samples - 1);
    return held;
}

} // namespace

DatasetSplit
SplitDataset(Ptr<const LabeledDataset> data, double testFraction, Ptr<UniformRandomVariable> random)
{
    const HeldOut held = DrawHeldOut(data->GetN(), testFraction, random);
    return {data->Select(held.GetTrain()), data->Select(held.GetTest())};
}

Ptr<LabeledDataset>
HoldOut(LabeledDataset& data, double testFraction, Ptr<UniformRandomVariable> random)
{
    const HeldOut held = DrawHeldOut(data.GetN(), testFraction, random);
    Ptr<LabeledDataset> test = data.Select(held.GetTest());
    data.Keep(held.GetTrain());
    return test;
}

} // namespace stardust
} // namespace ns3
