/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "natural-partition.h"

#include "input-error.h"

#include <algorithm>
#include <iostream>

namespace ns3
{
namespace stardust
{

namespace
{

/// The groups that samples name, ascending.
std::vector<uint32_t>
FindGroups(const LabeledDataset& data)
{
    std::vector<uint32_t> groups(data.GetN());
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        groups[i] = data.GetGroup(i);
    }
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    return groups;
}

/// Each device has the group of its number: there must be one.
void
CheckOneEach(const std::vector<uint32_t>& groups, uint32_t learners, const std::string& context)
{
    for (uint32_t device = 0; device < learners; ++device)
    {
        if (device >= groups.size() || groups[device] != device)
        {
            throw InputError(context + ": no training sample belongs to device " +
                             std::to_string(device) + ", expected at least one each: " +
                             std::to_string(groups.size()) + " groups, " +
                             std::to_string(learners) + " devices");
        }
    }
}

/// A name misspelt is one group more, and would move all data.
void
WarnOfDealing(const std::vector<uint32_t>& groups, uint32_t learners, const std::string& context)
{
    const std::string devices = " on " + std::to_string(learners) + " devices: dealt out whole in random order, ";
    std::cerr << "warning: " << context << ": " << groups.size() << " groups";
    if (groups.size() == learners)
    {
        // A group may have had no sample left for training.
        std::cerr << " with numbers up to " << groups.back() << devices << "one each (a number is missing)";
    }
    else
    {
        std::cerr << devices << "up to " << (groups.size() + learners - 1) / learners << " each ("
                  << groups.size() << " devices would have one each, by number)";
    }
    std::cerr << std::endl;
}

} // namespace

DataShares
PartitionNatural(const LabeledDataset& data,
                 uint32_t learners,
                 Ptr<UniformRandomVariable> random,
                 const std::string& context)
{
    if (!data.HasGroups())
    {
        throw InputError(context + ": the data do not say which device a sample belongs to");
    }
    const auto groups = FindGroups(data);
    std::vector<uint32_t> owners(groups.size());
    if (groups.empty() || groups.back() < learners)
    {
        CheckOneEach(groups, learners, context);
        owners = groups;
    }
    else if (groups.size() < learners)
    {
        throw InputError(context + ": the training samples name " + std::to_string(groups.size()) +
                         " groups, too few for " + std::to_string(learners) +
                         " learners, expected at least one each");
    }
    else
    {
        if (learners > 1)
        {
            WarnOfDealing(groups, learners, context);
        }
        const auto order = DrawOrder(groups.size(), random);
        for (std::size_t k = 0; k < order.size(); ++k)
        {
            owners[order[k]] = k % learners;
        }
    }
    DataShares shares(learners);
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        const auto place = std::lower_bound(groups.begin(), groups.end(), data.GetGroup(i));
        shares[owners[place - groups.begin()]].push_back(i);
    }
    return shares;
}

} // namespace stardust
} // namespace ns3
