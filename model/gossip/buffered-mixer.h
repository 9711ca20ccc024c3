/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BUFFERED_MIXER_H
#define BUFFERED_MIXER_H

#include "buffer-algorithm.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Average several models at a time, see BufferAlgorithm: by default when as many wait as there
 * are neighbours, half of the own model and half of their mean.
 *
 * Source: the averaging of Tian, Al-Ars, Kitsak and Hofstee, arXiv 2404.04616, without its variance
 * correction, in the form of their simulator DFL2 (`train_50_average_50`).
 */
class BufferedMixer : public BufferAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    BufferTrigger GetTrigger() const override;
    double GetSelfWeight(std::size_t received) const override;
    uint32_t GetLeastModels() const override;

  private:
    BufferTrigger m_trigger; //!< see the attribute
    double m_selfWeight;     //!< see the attribute
    uint32_t m_leastModels;  //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // BUFFERED_MIXER_H
