/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHURN_HELPER_H
#define CHURN_HELPER_H

#include "ns3/learner-group.h"
#include "ns3/object-factory.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Makes devices and links of an experiment come and go: after LearnerHelper::Install()
 * and before RecordHelper::Install(), which then knows that no theory of an ideal
 * channel applies.
 *
 * Devices follow a ChurnProcess, by random variables or a file, links a LinkSchedule.
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

    /**
     * Read the files and throw away what they say.
     * @param n number of learners.
     * @throws InputError as the readers do.
     */
    void Check(uint32_t n) const;

    /**
     * Begin what was set; nothing if nothing was.
     * @param group the learners.
     * @throws InputError if a file is bad, or one of up and down times is missing.
     */
    void Install(Ptr<LearnerGroup> group) const;

  private:
    ObjectFactory m_upTime;   //!< makes up times
    ObjectFactory m_downTime; //!< makes down times
    bool m_hasUp{false};      //!< up times were set
    bool m_hasDown{false};    //!< down times were set
    double m_initialUp{1};    //!< see SetInitialUp()
    std::string m_deviceFile; //!< see SetDeviceFile()
    std::string m_linkFile;   //!< see SetLinkFile()
};

} // namespace stardust
} // namespace ns3

#endif // CHURN_HELPER_H
