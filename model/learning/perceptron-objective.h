/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PERCEPTRON_OBJECTIVE_H
#define PERCEPTRON_OBJECTIVE_H

#include "activation-layer.h"
#include "layered-objective.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A multilayer perceptron: dense layers with an activation after each but the
 * last. It learns classes (softmax of the outputs, cross-entropy) or, from
 * regression data, targets.
 *
 * Parameters: layer by layer the weights, units x inputs, row by row, then the
 * biases. Unless the attribute Initialization says otherwise, weights start as
 * by He before ReLU units, as by Glorot before tanh units and outputs.
 */
class PerceptronObjective : public LayeredObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool IsClassification() const override;
    std::string FindProblem(const LabeledDataset& data) const override;

  protected:
    Layers MakeLayers() const override;
    WeightInitialization GetDefaultInitialization(std::size_t layer) const override;

  private:
    /** @param text see the attribute Hidden. */
    void SetHidden(std::string text);
    /** @return see the attribute Hidden. */
    std::string GetHidden() const;

    std::vector<uint32_t> m_hidden; //!< units of the hidden layers
    Activation m_activation;        //!< of the hidden units
};

} // namespace stardust
} // namespace ns3

#endif // PERCEPTRON_OBJECTIVE_H
