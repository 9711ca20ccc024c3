/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RANDOM_SIGNS_H
#define RANDOM_SIGNS_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Draws vectors of independent random signs (Rademacher), for estimates of a Hessian's
 * diagonal. Worker threads may draw, which they may not from a stream of ns-3.
 */
class RandomSigns
{
  public:
    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     * @param stream first stream index to use
     * @return the number of stream indices assigned, 1
     */
    int64_t AssignStreams(int64_t stream);

    /** @param signs receives 1 and -1, as many as it is long. */
    void Draw(std::vector<float>& signs);

  private:
    uint64_t m_key{0};     //!< where the signs come from
    uint64_t m_counter{0}; //!< words of signs drawn
};

} // namespace stardust
} // namespace ns3

#endif // RANDOM_SIGNS_H
