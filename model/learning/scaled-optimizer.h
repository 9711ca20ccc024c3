/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SCALED_OPTIMIZER_H
#define SCALED_OPTIMIZER_H

#include "local-optimizer.h"
#include "random-signs.h"

#include "ns3/float-buffer.h"

namespace ns3
{
namespace stardust
{

/// How a diagonal scaling follows what is observed.
enum ScalingRule
{
    SCALING_ADAM,       //!< mean squared gradient, bias-corrected
    SCALING_RMS_PROP,   //!< mean squared gradient
    SCALING_OASIS,      //!< mean of the Hessian's diagonal
    SCALING_ADA_HESSIAN //!< mean squared diagonal of the Hessian, bias-corrected
};

/// How a scaling is kept away from 0.
enum ScalingFloor
{
    FLOOR_MAX, //!< max(Alpha, |D|)
    FLOOR_SUM  //!< |D| + Alpha
};

/**
 * @ingroup stardust
 * Steps scaled by a diagonal D that is frozen within an update and changes between
 * updates only: the local steps of SAVIC (Chezhegov et al., arXiv 2406.00846).
 *
 *     parameters -= step size * gradient / Dhat,  Dhat = max(Alpha, |D|) or |D| + Alpha
 *
 * 1. The last step of an update observes H: the batch gradient g (Adam, RMSProp: H^2 = g^2)
 *    or z * (Hessian z) with random signs z, the mean of Draws of them (OASIS, AdaHessian).
 * 2. When the next update begins, with beta_t = Beta, or for Adam and AdaHessian
 *    (Beta - Beta^(t+1)) / (1 - Beta^(t+1)) after t such changes,
 *    `D^2 = beta_t D^2 + (1 - beta_t) H^2` for Adam, RMSProp and AdaHessian,
 *    `D = beta_t D + (1 - beta_t) H` for OASIS.
 * 3. The very first step of all observes too, with WarmUp draws, and D begins as that H.
 *
 * Alone, it is SAVIC's local scaling. SavicMixer may replace what D is made of by an average
 * over devices. Without updates (a baseline in one place) D changes at each step.
 *
 * What is kept is the accumulator: D^2, or D for OASIS. Memory: four floats a
 * parameter at most: accumulator, divisor, observation and, in the first update, its first one; two
 * more for signs and products with the Hessian.
 */
class ScaledOptimizer : public LocalOptimizer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t GetStateVectors() const override;
    bool ObservesCurvature() const override;
    double GetGradientsPerStep() const override;
    int64_t AssignStreams(int64_t stream) override;

    /**
     * Take the last update's observation into the accumulator, once. Only where no update
     * is under way; else it happens when the next one begins.
     */
    void TakeObservation();

    /** @return the accumulator; null before the first update is over. */
    Ptr<const FloatBuffer> GetAccumulator() const;

    /**
     * Change the accumulator, from the next update on.
     * @param count length of the model.
     * @return the accumulator, zeros if there was none, to be changed in place; what is below 0
     *         but must not be counts as 0.
     */
    float* EditAccumulator(uint32_t count);

    /** @return Dhat, which steps are divided by; empty before the first step. */
    const std::vector<float>& GetDivisor() const;

  protected:
    void ObserveCurvature(const HessianProbe& probe) override;
    void DoBeginUpdate(uint32_t steps) override;
    void DoReset() override;
    void DoStep(float* parameters,
                const float* gradient,
                uint32_t count,
                double stepSize) override;

  private:
    /** @return whether the step at hand observes. */
    bool Observes() const;
    /** @return share of the accumulator that the next change keeps. */
    double ComputeKept() const;
    /** Take what was observed into the accumulator and the accumulator into the divisor. */
    void Renew();
    /**
     * Make the divisor.
     * @param accumulator what of.
     */
    void ComputeDivisor(const float* accumulator);

    ScalingRule m_rule;    //!< see the attribute
    ScalingFloor m_floor;  //!< see the attribute
    double m_beta;         //!< see the attribute
    double m_alpha;        //!< see the attribute
    uint32_t m_draws;      //!< see the attribute
    uint32_t m_warmUp;     //!< see the attribute
    RandomSigns m_random;  //!< draws z
    uint32_t m_updateSteps{0}; //!< steps of the update at hand; 0: of one without end
    uint32_t m_step{0};        //!< steps made of it
    uint64_t m_changes{0};     //!< changes of the accumulator, the first one aside
    bool m_fresh{false};       //!< the observation is not in the accumulator yet
    bool m_changed{false};     //!< the divisor is not yet that of the accumulator
    Ptr<FloatBuffer> m_accumulator;       //!< D^2 or D; others may hold it too
    std::vector<float> m_first;           //!< the first accumulator, until its update is over
    std::vector<float> m_observation;     //!< H^2 or H
    std::vector<float> m_divisor;         //!< Dhat
    std::vector<float> m_signs;           //!< z
    std::vector<float> m_product;         //!< Hessian z
};

} // namespace stardust
} // namespace ns3

#endif // SCALED_OPTIMIZER_H
