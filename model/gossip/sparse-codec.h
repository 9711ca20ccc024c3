/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SPARSE_CODEC_H
#define SPARSE_CODEC_H

#include "model-codec.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * What codecs have in common that send some coordinates, with their values in float32, and
 * leave the others out.
 *
 * A receiver knows which coordinates it got (ModelMessage::present), mixes these and keeps its
 * own for the rest. A message sends Count coordinates, or Fraction of them, rounded, at least
 * one; if that is all of them the message is a complete model.
 *
 * Values are sent as they are, so there is no error in them to feed back, and adding up what
 * was left out, as is done for gradients, would make no sense for a model. What
 * ErrorFeedback does is up to the subclass: that what was left out comes sooner in later messages.
 */
class SparseCodec : public ModelCodec
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool IsExact() const override;
    bool Decode(const uint8_t* bytes,
                uint32_t size,
                float* parameters,
                uint32_t count) const override;

    /**
     * @param count number of parameters.
     * @return how many of them a message holds.
     */
    uint32_t GetKept(uint32_t count) const;

  protected:
    /** @return see the attribute ErrorFeedback. */
    bool HasErrorFeedback() const
    {
        return m_errorFeedback;
    }

  private:
    double m_fraction;    //!< see the attribute
    uint32_t m_count;     //!< see the attribute
    bool m_errorFeedback; //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // SPARSE_CODEC_H
