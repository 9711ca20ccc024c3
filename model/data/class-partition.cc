/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "class-partition.h"

#include "input-error.h"

#include "ns3/abort.h"

#include <algorithm>
#include <limits>

namespace ns3
{
namespace stardust
{

namespace
{

/// No class, no device.
constexpr uint32_t NONE = std::numeric_limits<uint32_t>::max();

/// The samples of each class that has any, in random order.
DataShares
GroupByClass(const LabeledDataset& data, Ptr<UniformRandomVariable> random)
{
    DataShares groups(data.GetClasses());
    for (uint32_t sample : DrawOrder(data.GetN(), random))
    {
        groups[data.GetLabel(sample)].push_back(sample);
    }
    groups.erase(std::remove_if(groups.begin(),
                                groups.end(),
                                [](const auto& group) { return group.empty(); }),
                 groups.end());
    return groups;
}

void
CheckCounts(uint32_t classes, uint32_t learners, uint32_t perDevice, const std::string& context)
{
    const std::string have =
        ": the training samples have " + std::to_string(classes) + " classes, ";
    if (perDevice > classes)
    {
        throw InputError(context + have + "too few for " + std::to_string(perDevice) + " a device");
    }
    if (uint64_t(learners) * perDevice < classes)
    {
        throw InputError(context + have + "too many for " + std::to_string(learners) +
                         " learners to hold all of them");
    }
}

/// Choose the classes of each device: all are held, and each device holds as many.
std::vector<std::vector<uint32_t>>
ChooseClasses(uint32_t classes,
              uint32_t learners,
              uint32_t perDevice,
              Ptr<UniformRandomVariable> random)
{
    std::vector<std::vector<uint32_t>> held(learners);
    const auto devices = DrawOrder(learners, random);
    auto pool = DrawOrder(classes, random);
    for (uint32_t turn = 0; turn < std::max(classes, learners); ++turn)
    {
        held[devices[turn % learners]].push_back(pool[turn % classes]);
    }
    for (auto& own : held)
    {
        // What it holds goes to the front, the rest is drawn from what is behind.
        for (uint32_t k = 0; k < own.size(); ++k)
        {
            std::iter_swap(pool.begin() + k, std::find(pool.begin() + k, pool.end(), own[k]));
        }
        for (uint32_t k = own.size(); k < perDevice; ++k)
        {
            std::swap(pool[k], pool[random->GetInteger(k, classes - 1)]);
            own.push_back(pool[k]);
        }
    }
    return held;
}

/// Who holds which samples of which class, and how they move to reach the minimum.
class ClassHoldings
{
  public:
    /**
     * Divide each class evenly among its holders.
     * @param held the classes of each device.
     * @param groups the samples of each class.
     */
    ClassHoldings(const std::vector<std::vector<uint32_t>>& held, const DataShares& groups)
        : m_places(held.size()),
          m_sizes(held.size(), 0),
          m_classes(groups.size())
    {
        for (uint32_t device = 0; device < held.size(); ++device)
        {
            for (uint32_t c : held[device])
            {
                m_places[device].push_back({c, uint32_t(m_classes[c].holders.size())});
                m_classes[c].holders.push_back(device);
            }
        }
        for (uint32_t c = 0; c < groups.size(); ++c)
        {
            auto& own = m_classes[c];
            own.portions = CutEvenly(groups[c], own.holders.size());
            for (uint32_t k = 0; k < own.holders.size(); ++k)
            {
                m_sizes[own.holders[k]] += own.portions[k].size();
            }
        }
    }

    /**
     * Move samples until every device has the minimum.
     * @param minimum samples that every device gets at least.
     * @return the first device for which that is impossible, or NONE.
     */
    uint32_t FillUp(uint32_t minimum)
    {
        m_seen.assign(m_sizes.size(), 0);
        for (uint32_t device = 0; device < m_sizes.size(); ++device)
        {
            while (m_sizes[device] < minimum)
            {
                if (!MoveOneTo(device, minimum))
                {
                    return device;
                }
            }
        }
        return NONE;
    }

    /** @return the samples of each device. */
    DataShares MakeShares() const
    {
        DataShares shares(m_sizes.size());
        for (const auto& own : m_classes)
        {
            for (uint32_t k = 0; k < own.holders.size(); ++k)
            {
                auto& share = shares[own.holders[k]];
                share.insert(share.end(), own.portions[k].begin(), own.portions[k].end());
            }
        }
        return shares;
    }

  private:
    /// A device's place among the holders of one of its classes.
    struct Place
    {
        uint32_t c;     //!< the class
        uint32_t index; //!< of the device among its holders
    };

    /// A class in the division.
    struct DividedClass
    {
        std::vector<uint32_t> holders; //!< devices
        DataShares portions;           //!< samples of each holder
        uint32_t cursor{0};            //!< holders before have nothing to spare any more
        uint64_t search{0};            //!< the last search that has reached it
        uint32_t receiver{NONE};       //!< in that search: holder that would take a sample of it
        uint32_t via{NONE};            //!< and would give one of this class, unless it is the last
    };

    /**
     * Let a device have one sample more: along the shortest chain of devices
     * that each give a sample of one of their classes and take one of another.
     * @param device to get it.
     * @param minimum samples that the device at the other end keeps.
     * @return whether there is such a chain.
     */
    bool MoveOneTo(uint32_t device, uint32_t minimum)
    {
        ++m_search;
        std::vector<uint32_t> queue;
        Reach(device, NONE, queue);
        for (std::size_t head = 0; head < queue.size(); ++head)
        {
            const uint32_t c = queue[head];
            auto& own = m_classes[c];
            // Devices with samples to spare only become fewer, hence the cursor.
            while (own.cursor < own.holders.size() &&
                   (m_sizes[own.holders[own.cursor]] <= minimum ||
                    own.portions[own.cursor].empty()))
            {
                ++own.cursor;
            }
            if (own.cursor < own.holders.size())
            {
                --m_sizes[own.holders[own.cursor]];
                ++m_sizes[device];
                MoveChain(c, own.cursor);
                return true;
            }
            for (uint32_t k = 0; k < own.holders.size(); ++k)
            {
                if (!own.portions[k].empty())
                {
                    Reach(own.holders[k], c, queue);
                }
            }
        }
        return false;
    }

    /**
     * Note that a device could take a sample of any of its classes.
     * @param device the device.
     * @param via the class of which it would give one, or NONE.
     * @param[in,out] queue gets the classes that were not reached before.
     */
    void Reach(uint32_t device, uint32_t via, std::vector<uint32_t>& queue)
    {
        if (m_seen[device] == m_search)
        {
            return;
        }
        m_seen[device] = m_search;
        for (const Place& place : m_places[device])
        {
            auto& own = m_classes[place.c];
            if (own.search != m_search)
            {
                own.search = m_search;
                own.receiver = device;
                own.via = via;
                queue.push_back(place.c);
            }
        }
    }

    /**
     * Move one sample along the chain that was found.
     * @param c class at its end.
     * @param giver index, among the class's holders, of the device that has one to spare.
     */
    void MoveChain(uint32_t c, uint32_t giver)
    {
        while (c != NONE)
        {
            auto& own = m_classes[c];
            const uint32_t receiver = own.receiver;
            auto& from = own.portions[giver];
            own.portions[FindIndex(receiver, c)].push_back(from.back());
            from.pop_back();
            c = own.via;
            giver = c == NONE ? NONE : FindIndex(receiver, c);
        }
    }

    /**
     * @param device a holder of the class.
     * @param c the class.
     * @return its index among the holders.
     */
    uint32_t FindIndex(uint32_t device, uint32_t c) const
    {
        const auto& places = m_places[device];
        return std::find_if(places.begin(),
                            places.end(),
                            [c](const Place& place) { return place.c == c; })
            ->index;
    }

    std::vector<std::vector<Place>> m_places; //!< of each device
    std::vector<std::size_t> m_sizes;         //!< samples of each device
    std::vector<DividedClass> m_classes;      //!< all of them
    std::vector<uint64_t> m_seen;             //!< the last search that has reached each device
    uint64_t m_search{0};                     //!< counts searches
};

} // namespace

DataShares
PartitionClasses(const LabeledDataset& data,
                 uint32_t learners,
                 uint32_t perDevice,
                 uint32_t minimum,
                 Ptr<UniformRandomVariable> random,
                 const std::string& context)
{
    NS_ABORT_MSG_IF(data.IsRegression(), "a label skew needs classes");
    const DataShares groups = GroupByClass(data, random);
    CheckCounts(groups.size(), learners, perDevice, context);
    ClassHoldings holdings(ChooseClasses(groups.size(), learners, perDevice, random), groups);
    const uint32_t poor = holdings.FillUp(minimum);
    if (poor != NONE)
    {
        throw InputError(context + ": the classes of device " + std::to_string(poor) +
                         " have too few training samples for all their devices to get "
                         "--minSamples=" +
                         std::to_string(minimum));
    }
    return holdings.MakeShares();
}

} // namespace stardust
} // namespace ns3
