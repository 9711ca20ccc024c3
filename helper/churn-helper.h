/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHURN_HELPER_H
#define CHURN_HELPER_H

#include "ns3/learner-group.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Makes devices, links and access points of an experiment come and go: after LearnerHelper::Install()
 * and before RecordHelper::Install(), which then knows that no theory of an ideal
 * channel applies.
 *
 * Devices follow a ChurnProcess, by random variables or a file, links a LinkSchedule,
 * access points a StationOutage. All times count from when the network is ready, that is,
 * from when the first learner starts.
 * What a device does about its model on its return is the attribute Rejoin of
 * GossipLearner.
 */
class ChurnHelper
{
  public:
    /** @param spec factory string of the random variable of up times, s. */
    void SetUpTime(const std::string& spec);
    /** @param spec factory string of the random variable of down times, s. */
    void SetDownTime(const std::string& spec);
    /** @param share probability that a device begins up; 1 if not called. */
    void SetInitialUp(double share);
    /** @param path of a file for ReadDeviceChanges(), in place of random variables. */
    void SetDeviceFile(const std::string& path);
    /** @param path of a file for ReadLinkChanges(). */
    void SetLinkFile(const std::string& path);

    /** @param path of a file for ReadStationChanges(), see StationOutage. */
    void SetStationFile(const std::string& path);

    /**
     * Read the files and throw away what they say.
     * @param n number of learners.
     * @param stations number of access points.
     * @throws InputError as the readers do.
     */
    void Check(uint32_t n, uint32_t stations = 0) const;

    /**
     * Begin what was set; nothing if nothing was.
     * @param group the learners.
     * @param stations the access points of their network, LearnerNetwork::others.
     * @throws InputError if a file is bad, one of up and down times is missing, links
     *         change by a file and by a range, or a station is no access point.
     */
    void Install(Ptr<LearnerGroup> group, const NodeContainer& stations = NodeContainer()) const;

  private:
    ObjectFactory m_upTime;   //!< makes up times
    ObjectFactory m_downTime; //!< makes down times
    bool m_hasUp{false};      //!< up times were set
    bool m_hasDown{false};    //!< down times were set
    double m_initialUp{1};    //!< see SetInitialUp()
    std::string m_deviceFile; //!< see SetDeviceFile()
    std::string m_linkFile;   //!< see SetLinkFile()
    std::string m_stationFile; //!< see SetStationFile()
};

} // namespace stardust
} // namespace ns3

#endif // CHURN_HELPER_H
