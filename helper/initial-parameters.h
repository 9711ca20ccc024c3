/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INITIAL_PARAMETERS_H
#define INITIAL_PARAMETERS_H

#include "ns3/float-buffer.h"
#include "ns3/learning-objective.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The parameters that devices begin with: one draw for all, a draw of its own for each,
 * or a file.
 */
class InitialParameters
{
  public:
    /**
     * Take them from a file, read at once.
     * @param path a .npy file: one vector for all devices, or a row for each of them.
     * @throws InputError if it cannot be read, or not all numbers in it are finite.
     */
    void ReadFile(const std::string& path);

    /** @param independent whether each device draws its own; false if not called. */
    void SetIndependent(bool independent);

    /**
     * Make them ready for a run.
     * @param objective says how they are drawn, its shape set; null: models have none.
     * @param n number of devices.
     * @throws InputError if those of the file are for another model or number of devices.
     */
    void Prepare(Ptr<const LearningObjective> objective, uint32_t n);

    /**
     * @param id of a device.
     * @return what it begins with; shared by all unless each has its own. Those drawn
     *         one by one are drawn again by each call, and are the same each time.
     */
    Ptr<FloatBuffer> Get(uint32_t id) const;

  private:
    /**
     * Check that what the file holds fits.
     * @param n number of devices.
     */
    void CheckFile(uint32_t n) const;

    /**
     * @param stream random stream of the draws.
     * @return parameters as the objective begins.
     */
    Ptr<FloatBuffer> Draw(int64_t stream) const;

    std::string m_path;                       //!< of the file, empty: none
    std::vector<Ptr<FloatBuffer>> m_fromFile; //!< one for all, or one a device
    bool m_rowPerDevice{false};               //!< the file has rows
    bool m_independent{false};                //!< see SetIndependent()
    Ptr<const LearningObjective> m_objective; //!< of the run; null: models have no parameters
    Ptr<FloatBuffer> m_common;                //!< what all begin with; null: each has its own
};

} // namespace stardust
} // namespace ns3

#endif // INITIAL_PARAMETERS_H
