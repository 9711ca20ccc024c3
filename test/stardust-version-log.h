/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_VERSION_LOG_H
#define STARDUST_VERSION_LOG_H

#include "ns3/learner-group.h"
#include "ns3/staleness-monitor.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace stardust
{
namespace tests
{

/**
 * @ingroup stardust-tests
 * Knows from the trace sources of a run alone, by the plainest means, who knows
 * which version of whom, and after each event compares all that the version table,
 * the monitor and the messages say with it.
 */
class VersionLog
{
  public:
    /**
     * Follow a group from before its start.
     * @param group the learners, installed.
     * @param monitor attached to the group's versions, its warm-up set.
     */
    VersionLog(Ptr<LearnerGroup> group, Ptr<StalenessMonitor> monitor);

    /** Compare at the present time, between events too. */
    void Compare();

    /** @return the first difference found; empty if there is none. */
    const std::string& GetProblem() const;

    /** @return how often everything was compared. */
    uint64_t GetComparisons() const;

    /**
     * @param outcome of messages.
     * @param reason why.
     * @return how many have it.
     */
    uint64_t Count(MessageOutcome outcome, MessageReason reason) const;

    /** @return messages sent and not concluded. */
    uint64_t CountInFlight() const;

  private:
    /// What is remembered of a message under way.
    struct Flight
    {
        std::vector<uint32_t> knowledge; //!< of its sender, of every device
        Time sent;                       //!< when
        bool received{false};            //!< whether it has been mixed in
    };

    /// A message's sender and sequence.
    using Key = std::pair<uint32_t, uint32_t>;

    void TakeUpdate(const LocalUpdate& update);
    void TakeSent(Ptr<const ModelMessage> message);
    void TakeReceived(Ptr<const ModelMessage> message);
    void TakeConcluded(Ptr<const ModelMessage> message);
    void TakeState(uint32_t learner, bool up);

    /** Add the time since the last event to the integrals. */
    void Elapse();
    void CompareTable();
    void CompareAverages();
    void CompareHolders();
    void CompareDistribution();
    void CompareAges();

    /**
     * @param message to compare.
     * @param flight what is remembered of it.
     */
    void CompareMessage(const ModelMessage& message, const Flight& flight);

    /**
     * @param good whether all is well.
     * @param what is not, if not.
     */
    void Check(bool good, const std::string& what);

    /**
     * @param found by the module.
     * @param expected by this.
     * @param what it is.
     */
    void CheckNear(double found, double expected, const std::string& what);

    /** @return what the holder does not know of the source. */
    uint32_t S(uint32_t holder, uint32_t source) const
    {
        return m_known[source][source] - m_known[holder][source];
    }

    Ptr<LearnerGroup> m_group;                         //!< the learners
    Ptr<StalenessMonitor> m_monitor;                   //!< what is tested
    uint32_t m_n;                                      //!< number of devices
    std::vector<uint32_t> m_tracked;                   //!< sources
    std::vector<std::vector<uint32_t>> m_known;        //!< by holder and source, all sources
    std::vector<std::vector<uint64_t>> m_integrals;    //!< versions x ns, likewise
    std::vector<int64_t> m_lastFresh;                  //!< ns, by holder
    std::vector<bool> m_running;                       //!< by device
    std::map<Key, Flight> m_flights;                   //!< under way
    std::map<std::pair<MessageOutcome, MessageReason>, uint64_t> m_outcomes; //!< how many
    std::vector<uint32_t> m_sequences;                 //!< messages sent, by sender
    int64_t m_last{0};                                 //!< last event, ns
    std::string m_problem;                             //!< the first
    uint64_t m_comparisons{0};                         //!< so far
};

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_VERSION_LOG_H
