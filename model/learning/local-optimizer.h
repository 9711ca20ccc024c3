/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LOCAL_OPTIMIZER_H
#define LOCAL_OPTIMIZER_H

#include "ns3/object.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace stardust
{

class HessianProbe;

/// How the step size falls with the number of the step.
enum StepSchedule
{
    SCHEDULE_CONSTANT,     //!< not at all
    SCHEDULE_INVERSE_SQRT, //!< with one over the root of the number
    SCHEDULE_STEP,         //!< by a factor, once a period
    SCHEDULE_COSINE        //!< along half a cosine
};

/**
 * @ingroup stardust
 * Turns gradients into steps on the parameters. Each learner has one of its
 * own, so that a subclass may hold state between steps.
 *
 * A step has the size that the schedule gives for its number, and weight decay:
 * coupled, it adds WeightDecay * parameters to the gradient (an L2 term of the
 * loss); decoupled, it shrinks the parameters by the step size times WeightDecay
 * beside the step (Loshchilov and Hutter, arXiv 1711.05101).
 */
class LocalOptimizer : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Make one step.
     * @param parameters the model, changed in place.
     * @param gradient gradient of the loss at the model.
     * @param size length of both, the same at every step.
     */
    void Step(float* parameters, const float* gradient, uint32_t size);

    /**
     * Make one step of an optimizer that may want to know the curvature.
     * @param parameters the model, changed in place.
     * @param gradient gradient of the loss at the model.
     * @param probe the loss's curvature at the model.
     */
    void Step(float* parameters, const float* gradient, const HessianProbe& probe);

    /**
     * An update of several steps begins: what was said by SetStepScale() and DampMomentum()
     * holds from here on. Without any call all steps are of one update without end.
     * @param steps how many.
     */
    void BeginUpdate(uint32_t steps);

    /**
     * Scale the steps of updates that begin from now on; an update under way, perhaps in
     * another thread, is left alone.
     * @param scale share of the schedule's step size, above 0; 1 at first and after Reset().
     */
    void SetStepScale(double scale);

    /**
     * Take some of the momentum away when the next update begins, if there is any.
     * @param kept the share that stays; several calls multiply.
     */
    void DampMomentum(double kept);

    /**
     * Forget all steps: the next one is the first. Random streams go on.
     */
    void Reset();

    /** @return floats a parameter that it keeps from step to step; 0 unless a subclass says otherwise. */
    virtual uint32_t GetStateVectors() const;

    /** @return whether steps need to know the curvature; not unless a subclass says so. */
    virtual bool ObservesCurvature() const;

    /** @return work of a step, in gradients of a batch; 1 unless a subclass says otherwise. */
    virtual double GetGradientsPerStep() const;

    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     * @param stream first stream index to use
     * @return the number of stream indices assigned, at most 1
     */
    virtual int64_t AssignStreams(int64_t stream);

    /**
     * Whether a thread other than the simulator's may make the steps, all of one
     * update at a time. A subclass that uses ns-3 objects, random variables
     * among them, or a log says no.
     * @return true, unless a subclass says otherwise.
     */
    virtual bool IsThreadSafe() const;

    /** @return the step size that the schedule starts from. */
    double GetStepSize() const;
    /**
     * @param step number of a step, from 0.
     * @return its size, by schedule and warm-up.
     */
    double ComputeStepSize(uint64_t step) const;

  protected:
    /**
     * See the curvature before each step, if ObservesCurvature() says so.
     * @param probe the loss's curvature at the model.
     */
    virtual void ObserveCurvature(const HessianProbe& probe);

    /**
     * An update begins; called where no other thread makes steps. Nothing, unless a
     * subclass says otherwise.
     * @param steps how many it has.
     */
    virtual void DoBeginUpdate(uint32_t steps);

    /**
     * Damp the momentum; nothing, unless a subclass has one.
     * @param kept the share that stays.
     */
    virtual void DoDampMomentum(double kept);

    /** Forget what a subclass keeps between steps; nothing, unless it says otherwise. */
    virtual void DoReset();

    /**
     * Make one step; weight decay is done.
     * @param parameters the model, changed in place.
     * @param gradient gradient of the loss at the model.
     * @param size length of both.
     * @param stepSize what the schedule gives for this step.
     */
    virtual void DoStep(float* parameters,
                        const float* gradient,
                        uint32_t size,
                        double stepSize) = 0;

  private:
    double m_stepSize;              //!< see the attribute
    StepSchedule m_schedule;        //!< see the attribute
    uint64_t m_period;              //!< see the attribute
    double m_factor;                //!< see the attribute
    uint64_t m_warmUpSteps;         //!< see the attribute
    double m_weightDecay;           //!< see the attribute
    bool m_decoupled;               //!< see the attribute
    uint64_t m_steps{0};            //!< steps made
    double m_nextScale{1};          //!< of updates that begin from now on
    double m_scale{1};              //!< of the update at hand
    double m_momentumKept{1};       //!< from the next update on
    std::vector<float> m_decayed;   //!< gradient with coupled weight decay
};

} // namespace stardust
} // namespace ns3

#endif // LOCAL_OPTIMIZER_H
