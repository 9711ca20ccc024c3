/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONVOLUTIONAL_OBJECTIVE_H
#define CONVOLUTIONAL_OBJECTIVE_H

#include "layered-objective.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A small convolutional network after LeNet (LeCun, Bottou, Bengio and Haffner
 * 1998) for images of any number of channels: twice a convolution without
 * padding, ReLU and the largest of 2 x 2 pixels, then dense layers with ReLU, then
 * a score a class. With its defaults and 28 x 28 grey pixels it has 44 426
 * parameters. It differs from the original by ReLU for tanh, maxima for scaled
 * sums, filters that see all planes, and softmax at the end.
 *
 * Parameters: layer by layer the weights, then the biases; filters x planes x
 * rows x columns for a convolution, units x inputs for a dense layer, whose
 * inputs are ordered plane by plane, row by row. Unless the attribute
 * Initialization says otherwise, weights start as by He, the last layer's as by
 * Glorot.
 */
class ConvolutionalObjective : public LayeredObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(const LabeledDataset& data) const override;

  protected:
    Layers MakeLayers() const override;
    WeightInitialization GetDefaultInitialization(std::size_t layer) const override;

  private:
    /** @param text see the attribute Hidden. */
    void SetHidden(std::string text);
    /** @return see the attribute Hidden. */
    std::string GetHidden() const;
    /** @param text see the attribute Filters. */
    void SetFilters(std::string text);
    /** @return see the attribute Filters. */
    std::string GetFilters() const;

    std::vector<uint32_t> m_filters; //!< planes of the convolutions
    std::vector<uint32_t> m_hidden;  //!< units of the dense layers but the last
    uint32_t m_size;                 //!< side of a filter
};

} // namespace stardust
} // namespace ns3

#endif // CONVOLUTIONAL_OBJECTIVE_H
