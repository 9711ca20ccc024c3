/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_RECORD_HELPER_H
#define FLOW_RECORD_HELPER_H

#include "ns3/flow-monitor.h"
#include "ns3/ipv4-flow-classifier.h"
#include "ns3/run-recorder.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Lets ns-3's FlowMonitor watch the unicast IPv4 packets of a run, and enters its totals
 * into the trace's table `flow`, with the learners' ids where an address is a learner's.
 *
 * It counts what IP counts: beside models all other unicast traffic, with IP headers.
 * Broadcasts and multicasts are not FlowMonitor's. The monitor's attributes are reached by
 * Config::SetDefault("ns3::FlowMonitor::MaxPerHopDelay", ...); its StartTime has no
 * effect. (ns-3's FlowMonitorHelper also watches IPv6 where a node has it, and then gives
 * flows of both the same numbers.)
 */
class FlowRecordHelper
{
  public:
    /**
     * Watch all nodes there are, from now on; after the learners are installed, before
     * Simulator::Run().
     * @param group the learners.
     * @throws InputError if no learner's node has an IPv4 stack.
     */
    void Install(Ptr<LearnerGroup> group);

    /** @return the monitor; null before Install(). It lives until Simulator::Destroy(). */
    Ptr<FlowMonitor> GetMonitor() const;

    /**
     * Look for lost packets and gather the totals so far.
     * @return one row a flow, in the order of FlowMonitor's numbers; none before Install().
     */
    std::vector<FlowRow> MakeRows() const;

    /**
     * Enter the totals into the trace, after Simulator::Run() and before
     * RunRecorder::Finish() and Simulator::Destroy().
     * @param recorder of the run.
     */
    void Record(Ptr<RunRecorder> recorder) const;

  private:
    Ptr<LearnerGroup> m_group;            //!< the learners
    Ptr<FlowMonitor> m_monitor;           //!< counts
    Ptr<Ipv4FlowClassifier> m_classifier; //!< knows the addresses of a flow
};

} // namespace stardust
} // namespace ns3

#endif // FLOW_RECORD_HELPER_H
