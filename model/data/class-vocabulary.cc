/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "class-vocabulary.h"

#include "line-reader.h"
#include "number-parser.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

std::string
ListNames(const std::vector<std::string>& names)
{
    constexpr std::size_t SHOWN = 10;
    std::string list;
    for (std::size_t i = 0; i < std::min(names.size(), SHOWN); ++i)
    {
        list += (i == 0 ? "" : ", ") + QuoteForMessage(names[i]);
    }
    return names.size() > SHOWN ? list + ", ..." : list;
}

} // namespace

ClassVocabulary::ClassVocabulary(const std::vector<std::string>& names)
    : m_given(!names.empty()),
      m_numeric(true),
      m_names(names)
{
    for (uint32_t i = 0; i < names.size(); ++i)
    {
        double number = 0;
        m_numeric = m_numeric && ParseDouble(names[i], number);
        m_numbers.emplace(number, i);
        m_seen.emplace(names[i], i);
    }
}

uint32_t
ClassVocabulary::FindGiven(std::string_view label) const
{
    double number = 0;
    if (m_numeric && ParseDouble(label, number))
    {
        const auto found = m_numbers.find(number);
        return found == m_numbers.end() ? m_names.size() : found->second;
    }
    return m_names.size();
}

std::string
ClassVocabulary::Add(std::string_view label)
{
    if (m_lastText && *m_lastText == label)
    {
        m_samples.push_back(m_lastEntry);
        return "";
    }
    auto entry = m_seen.find(label);
    if (entry == m_seen.end())
    {
        const uint32_t number = m_given ? FindGiven(label) : m_seen.size();
        if (m_given && number == m_names.size())
        {
            return "unknown label, expected a class of the training data: " + ListNames(m_names);
        }
        if (number == MAX_CLASSES)
        {
            return "more than " + std::to_string(MAX_CLASSES) +
                   " different labels, expected classes, not targets of a regression";
        }
        entry = m_seen.emplace(label, number).first;
        double value = 0;
        m_numeric = m_numeric && ParseDouble(label, value);
    }
    m_lastText = &entry->first;
    m_lastEntry = entry->second;
    m_samples.push_back(m_lastEntry);
    return "";
}

std::vector<uint32_t>
ClassVocabulary::Number()
{
    if (m_given)
    {
        return m_samples;
    }
    // Texts are in the order of their bytes already; of equal numbers the first
    // text of that order names the class.
    std::vector<std::pair<double, std::pair<const std::string, uint32_t>*>> order;
    for (auto& text : m_seen)
    {
        double number = static_cast<double>(order.size());
        if (m_numeric)
        {
            ParseDouble(text.first, number);
        }
        order.emplace_back(number, &text);
    }
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return a.first < b.first;
    });
    std::vector<uint32_t> classes(order.size());
    for (std::size_t i = 0; i < order.size(); ++i)
    {
        if (i == 0 || order[i].first != order[i - 1].first)
        {
            m_names.push_back(order[i].second->first);
        }
        classes[order[i].second->second] = m_names.size() - 1;
    }
    std::transform(m_samples.begin(), m_samples.end(), m_samples.begin(), [&](uint32_t entry) {
        return classes[entry];
    });
    return m_samples;
}

const std::vector<std::string>&
ClassVocabulary::GetNames() const
{
    return m_names;
}

} // namespace stardust
} // namespace ns3
