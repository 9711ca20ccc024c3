/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STRAY_RECORDER_H
#define STRAY_RECORDER_H

#include "trace-rows.h"

#include "ns3/address.h"
#include "ns3/ipv4-address.h"

#include <map>
#include <utility>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Counts, for each learner, the stray packets that it has dropped, by the address that they came
 * from.
 *
 * Who forges source addresses makes up as many as it likes: of all learners together
 * MAX_SOURCES pairs of a learner and an address are kept, the first ones; what comes from
 * others is counted too, for each learner in one row more, whose source is OTHERS. The sum over
 * rows is always the number of stray packets.
 *
 * Transports without an IPv4 stack know no stray packets.
 */
class StrayRecorder
{
  public:
    /// Pairs of a learner and an address that are kept.
    static constexpr std::size_t MAX_SOURCES = 1000;
    /// The source of what comes from addresses that are not kept.
    static constexpr const char* OTHERS = "others";

    /**
     * Begin to count; once, before the learners start.
     * @param group the learners. Their transports know this by a plain pointer.
     */
    void Connect(Ptr<LearnerGroup> group);

    /** @return what was counted, in the order of first appearance; nothing with no packets. */
    const std::vector<StraySourceRow>& GetRows() const;

  private:
    /**
     * A stray packet was dropped.
     * @param learner id of who has dropped it.
     * @param from address that it came from (InetSocketAddress).
     */
    void Note(uint32_t learner, const Address& from);

    /**
     * @param learner id of who has dropped a packet.
     * @param source address that it came from.
     * @return index of the row that counts it, which is made if need be.
     */
    std::size_t FindRow(uint32_t learner, const Ipv4Address& source);

    Ptr<LearnerGroup> m_group;                   //!< the learners
    std::map<Ipv4Address, uint32_t> m_learners;  //!< by address; filled when it is needed
    std::vector<StraySourceRow> m_rows;          //!< what was counted
    std::map<std::pair<uint32_t, Ipv4Address>, std::size_t> m_kept; //!< rows by learner and address
    std::map<uint32_t, std::size_t> m_others;    //!< rows of other sources, by learner
};

} // namespace stardust
} // namespace ns3

#endif // STRAY_RECORDER_H
