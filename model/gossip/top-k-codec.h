/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TOP_K_CODEC_H
#define TOP_K_CODEC_H

#include "sparse-codec.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Sends the coordinates of largest magnitude; of equal ones, those of lower index.
 *
 * The first byte says how the coordinates are named. 0: k indices in uint32, ascending, then k
 * values in float32, all little endian. 1: a bit for each of the n parameters, the lowest bit
 * of a byte first, then the k values. The smaller one is taken: 1 + min(4k, ceil(n/8)) + 4k bytes.
 *
 * With ErrorFeedback the coordinates sent are those that have moved furthest since this
 * sender last sent them (from zero, if it never did); their present values are sent, not the
 * differences, so that a message that is lost or goes to another receiver does no lasting
 * harm. The memory is the sender's alone, 4 bytes a parameter.
 *
 * With PerLayer each block of parameters (LearningObjective::GetParameterBlocks(): the weights of a
 * layer, or its biases) is compressed by itself, Fraction of it rounded, at least one, or Count of it,
 * as the authors of AdaGossip do in their code (arXiv 2404.05919). What is sent beside one
 * model's parameters is one block.
 */
class TopKCodec : public SparseCodec
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    void SetBlocks(const std::vector<ParameterBlock>& blocks) override;
    uint32_t GetEncodedSize(uint32_t count) const override;
    std::vector<uint8_t> Encode(const float* parameters, uint32_t count) override;
    bool DecodePresent(const uint8_t* bytes,
                       uint32_t size,
                       float* parameters,
                       uint32_t count,
                       std::vector<CoordinateRange>& present) const override;

  private:
    /**
     * @param count number of parameters.
     * @return where parts end that are compressed by themselves, ascending.
     */
    std::vector<uint32_t> FindEnds(uint32_t count) const;
    /**
     * @param count number of parameters.
     * @return how many of them a message holds.
     */
    uint32_t CountKept(uint32_t count) const;
    /**
     * @param parameters the model.
     * @param count number of parameters.
     * @return indices of those to send, ascending.
     */
    std::vector<uint32_t> Select(const float* parameters, uint32_t count) const;

    bool m_perLayer;              //!< see the attribute
    std::vector<uint32_t> m_ends; //!< of the model's blocks
    std::vector<float> m_sent; //!< value of each coordinate when it was last sent; empty: none was
};

} // namespace stardust
} // namespace ns3

#endif // TOP_K_CODEC_H
