/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LOCAL_UPDATER_H
#define LOCAL_UPDATER_H

#include "ns3/compute-pool.h"
#include "ns3/local-optimizer.h"
#include "ns3/local-trainer.h"

#include <memory>

namespace ns3
{
namespace stardust
{

/// Which model the gradients of a local update are taken at.
enum GradientSnapshot
{
    SNAPSHOT_START, //!< the one at the update's start; the change is added at its end
    SNAPSHOT_DONE   //!< the one at the update's end
};

/// What an update is to do.
struct UpdatePlan
{
    Ptr<LocalOptimizer> optimizer; //!< makes the steps
    uint32_t steps{1};             //!< how many
    GradientSnapshot snapshot{SNAPSHOT_START}; //!< where gradients are taken
    int64_t dueNs{0};              //!< simulated time at which the update ends
    bool instant{false};           //!< it ends when it begins: there is no time to overlap with
};

/**
 * @ingroup stardust
 * The training in one device's updates: draws the batches when an update begins,
 * and puts the result into the model when it ends.
 *
 * 1. With SNAPSHOT_START nothing that happens in between bears on the training,
 *    so a thread of the pool may do it meanwhile, on a copy that is made when it
 *    begins. Objective and optimizer must then be left alone until the end.
 *    If no thread has begun by the end, or objective or optimizer are not
 *    thread-safe, the simulator's thread trains, where it can in place.
 * 2. With SNAPSHOT_DONE, or if the update takes no time, it trains at the end.
 * 3. An update that never ends, since its device was stopped, is lost to the
 *    model; but with SNAPSHOT_START its steps count for the state of the optimizer.
 *    They are made, if they were not, when the next update begins.
 *
 * The result does not depend on the pool's threads.
 */
class LocalUpdater
{
  public:
    /**
     * @param objective what is minimised.
     * @param data the training data of all devices.
     * @param samples the indices of this device's samples.
     * @param batchSize samples a step, at least 1.
     * @param pool threads that may train.
     */
    LocalUpdater(Ptr<const LearningObjective> objective,
                 Ptr<const LabeledDataset> data,
                 std::vector<uint32_t> samples,
                 uint32_t batchSize,
                 std::shared_ptr<ComputePool> pool);
    ~LocalUpdater();

    /** @return number of own samples; a device without any makes no updates. */
    uint32_t GetSampleCount() const;
    /** @return indices of the own samples, in no particular order. */
    const std::vector<uint32_t>& GetSamples() const;
    /** @return optimizer steps of the updates that have ended. */
    uint64_t GetStepsMade() const;

    /**
     * @param epochs passes over the own samples.
     * @return the steps they take, see LocalTrainer::GetEpochSteps().
     */
    uint32_t CountSteps(uint32_t epochs) const;

    /**
     * @param steps of an update.
     * @return floating-point operations of its gradients, by the objective's estimate.
     */
    double GetWork(uint32_t steps) const;

    /** @param stream index of the random stream of the batches. */
    void SetStream(int64_t stream);

    /**
     * An update begins; one that was under way is lost.
     * @param model as it is now.
     * @param plan what is to be done.
     */
    void Begin(const Ptr<FloatBuffer>& model, const UpdatePlan& plan);

    /**
     * Forget an update that was under way, its optimizer steps too: for a device whose
     * model and optimizer begin anew.
     */
    void Abandon();

    /**
     * The update ends.
     * @param model as it is now; changed, or replaced if others hold it too.
     * @return mean over the steps of the batch loss before the step.
     */
    double End(Ptr<FloatBuffer>& model);

  private:
    /// The training of an update, for any thread.
    class Job : public ComputeJob
    {
      public:
        void Run() override;

        const LocalTrainer* trainer{nullptr};  //!< has the batches
        const FloatBuffer* snapshot{nullptr};  //!< model to begin with
        LocalOptimizer* optimizer{nullptr};    //!< makes the steps
        Ptr<FloatBuffer> trained;              //!< the result, nobody else's until then
        double loss{0};                        //!< mean loss
    };

    /**
     * @param plan of an update.
     * @return whether a thread of the pool may do it.
     */
    bool MayRunBeside(const UpdatePlan& plan) const;

    /** Make the steps of an update that was interrupted, for the optimizer's sake. */
    void FinishInterrupted();

    LocalTrainer m_trainer;               //!< the own samples
    std::shared_ptr<ComputePool> m_pool;  //!< threads that may train
    Ptr<UniformRandomVariable> m_random;  //!< draws the batches
    Ptr<LocalOptimizer> m_optimizer;      //!< of the update at hand
    Ptr<FloatBuffer> m_snapshot;          //!< the model at its start; null if it is not wanted
    Job m_job;                            //!< its training
    bool m_safe;                          //!< the objective may be used by several threads
    uint32_t m_steps{0};                  //!< of the update at hand
    uint64_t m_stepsMade{0};              //!< of all updates that have ended
};

} // namespace stardust
} // namespace ns3

#endif // LOCAL_UPDATER_H
