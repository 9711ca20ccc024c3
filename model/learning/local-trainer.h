/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LOCAL_TRAINER_H
#define LOCAL_TRAINER_H

#include "learning-objective.h"
#include "local-optimizer.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * One device's local training: a fixed number of optimizer steps on
 * mini-batches of the device's own samples.
 *
 * 1. Batches walk through the samples in random order; when fewer than a batch
 *    are left, the order is drawn anew. A device with fewer samples than a
 *    batch uses all of them each time.
 * 2. All random draws of a training are made in DrawBatches(), none in Train(),
 *    which any one thread may therefore call.
 */
class LocalTrainer
{
  public:
    /**
     * @param objective what is minimised.
     * @param data the training data of all devices.
     * @param samples the indices of this device's samples.
     * @param batchSize samples a step, at least 1.
     */
    LocalTrainer(Ptr<const LearningObjective> objective,
                 Ptr<const LabeledDataset> data,
                 std::vector<uint32_t> samples,
                 uint32_t batchSize);

    /** @return number of own samples; a device without any cannot train. */
    uint32_t GetSampleCount() const;
    /** @return the indices of the own samples, in the order of this epoch. */
    const std::vector<uint32_t>& GetSamples() const;

    /**
     * @return steps in an epoch, at least 1: the whole batches among the samples.
     *         The samples left over, less than a batch, are another few each time.
     */
    uint32_t GetEpochSteps() const;

    /** @return floating-point operations of a step, by the objective's estimate. */
    double GetFlopsPerStep() const;

    /**
     * Draw the batches of one training.
     * @param steps number of steps.
     * @param random source of the draws.
     */
    void DrawBatches(uint32_t steps, Ptr<UniformRandomVariable> random);

    /**
     * Make one step a batch drawn.
     * @param parameters the model, changed in place.
     * @param optimizer makes the steps.
     * @return mean over the steps of the batch loss before the step.
     */
    double Train(float* parameters, LocalOptimizer& optimizer) const;

  private:
    Ptr<const LearningObjective> m_objective; //!< what is minimised
    Ptr<const LabeledDataset> m_data;         //!< all training data
    std::vector<uint32_t> m_samples;          //!< own samples, in the order of this epoch
    std::vector<uint32_t> m_batches;          //!< samples of the drawn batches
    uint32_t m_batchSize;                     //!< samples a step
    uint32_t m_cursor;                        //!< first sample not yet used in this epoch
};

} // namespace stardust
} // namespace ns3

#endif // LOCAL_TRAINER_H
