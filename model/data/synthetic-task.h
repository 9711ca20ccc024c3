/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNTHETIC_TASK_H
#define SYNTHETIC_TASK_H

#include "labeled-dataset.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/// Parameters of a Gaussian classification task.
struct GaussianTask
{
    uint32_t samples{0};    //!< number of samples
    uint32_t features{64};  //!< values in a sample
    uint32_t classes{10};   //!< number of classes
    double separation{3.0}; //!< root mean square distance of two class centres, noise deviations
};

/**
 * @ingroup stardust
 * The class centres of a Gaussian task. The distance d of two of them is random
 * too: for two classes of equal weight the best possible classifier, which takes
 * the nearer centre, is right with probability Phi(d / 2).
 *
 * @param task its parameters.
 * @param stream as in MakeGaussianTask().
 * @return the centres one after the other, one value a feature.
 * @throws InputError as MakeGaussianTask() does.
 */
std::vector<float> DrawGaussianCentres(const GaussianTask& task, int64_t stream);

/**
 * @ingroup stardust
 * Draw a Gaussian classification task: class centres are normal with a variance
 * that makes the root mean square distance of two of them equal to the
 * separation, samples are their centre plus unit normal noise. Labels go round
 * robin, so that classes are balanced.
 *
 * With unit isotropic noise and equal class weights the best possible
 * classifier is linear, hence within reach of softmax regression.
 *
 * @param task its parameters.
 * @param stream first of two random streams used (centres, noise).
 * @return the samples.
 * @throws InputError if there is no sample or no feature, or fewer than two
 *         classes, or the separation is negative or not finite.
 */
Ptr<LabeledDataset> MakeGaussianTask(const GaussianTask& task, int64_t stream);

} // namespace stardust
} // namespace ns3

#endif // SYNTHETIC_TASK_H
