/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPUTE_POOL_H
#define COMPUTE_POOL_H

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Work that a ComputePool may do on a thread of its own.
 *
 * Run() sees plain memory only. It may not copy a Ptr that another thread can
 * reach (reference counts are not atomic), schedule, draw random numbers, log, or
 * make an ns-3 Object. Whatever it uses is left alone by others until the job was
 * claimed.
 */
class ComputeJob
{
  public:
    ComputeJob() = default;
    virtual ~ComputeJob();

    ComputeJob(const ComputeJob&) = delete;
    ComputeJob& operator=(const ComputeJob&) = delete;

    /** Do the work. */
    virtual void Run() = 0;

  private:
    friend class ComputePool;

    /// Where the job is; guarded by the pool's mutex.
    enum class State : uint8_t
    {
        IDLE,    //!< in no pool
        QUEUED,  //!< submitted, not begun
        RUNNING, //!< a thread is at it
        DONE     //!< run, and not claimed yet
    };

    State m_state{State::IDLE};   //!< where the job is
    int64_t m_due{0};             //!< less is taken earlier
    uint64_t m_sequence{0};       //!< number of the submission
    double m_flops{0};            //!< about how much work it is
    std::exception_ptr m_failure; //!< what Run() threw
};

/**
 * @ingroup stardust
 * Worker threads beside the simulator's own thread, which alone calls the pool.
 *
 * 1. A job submitted may run on a worker from then on; of those that wait, the
 *    one due first is taken first. Claim() ends that: if the job has not begun,
 *    it is the caller's again, who runs it himself. While a job runs that the
 *    caller wants, he runs others that wait.
 * 2. Which thread runs a job, and when, must not matter to its result. Then a
 *    simulation is the same for any number of threads.
 * 3. Waking a thread costs some microseconds of the simulator's: a worker is
 *    woken when WAKE_FLOPS of work wait, and then takes all there is. Jobs below
 *    INLINE_FLOPS are not worth submitting.
 * 4. An exception in a job ends the job and is thrown again by Claim(). NS_ABORT
 *    in a job ends the program, as anywhere.
 */
class ComputePool
{
  public:
    /// Work below this, in floating-point operations, is better done at once: some microseconds.
    static constexpr double INLINE_FLOPS = 2e4;
    /// So much waiting work wakes a worker, floating-point operations: 100 to 200 microseconds.
    static constexpr double WAKE_FLOPS = 5e5;

    /**
     * Start the threads.
     * @param threads how many.
     * @throws InputError if the system does not allow so many.
     */
    explicit ComputePool(uint32_t threads);
    /** Wait for the jobs that run and drop those that wait. */
    ~ComputePool();

    ComputePool(const ComputePool&) = delete;
    ComputePool& operator=(const ComputePool&) = delete;

    /** @return number of threads beside the caller's. */
    uint32_t GetThreads() const;

    /**
     * Let a job be run.
     * @param job the job, in no pool. It stays until it was claimed.
     * @param due jobs are taken by this number, the least first, among equals in
     *        the order of submission.
     * @param flops about how many floating-point operations it takes.
     */
    void Submit(ComputeJob& job, int64_t due, double flops);

    /**
     * Take a job back; waits for it if it is running. Whatever it threw is thrown here.
     * @param job a job, submitted or not.
     * @return whether it was run.
     */
    bool Claim(ComputeJob& job);

    /**
     * Do some work for each index 0 .. count - 1, once each, on all threads and the
     * caller's, in any order. What it throws is thrown here, when all have stopped.
     * @param count how many.
     * @param flops about how many floating-point operations all of it takes.
     * @param work as of a job; called by several threads at the same time.
     */
    void ParallelFor(uint32_t count, double flops, const std::function<void(uint32_t)>& work);

  private:
    /// The order in which jobs are taken.
    struct IsEarlier
    {
        /**
         * @param a a job.
         * @param b a job.
         * @return whether a is to be taken first.
         */
        bool operator()(const ComputeJob* a, const ComputeJob* b) const;
    };

    /** What a worker does. */
    void Work();
    /**
     * Take a job from the queue.
     * @param job the job.
     */
    void Unqueue(ComputeJob& job);
    /**
     * Run the job due first; there is one.
     * @param lock held; released meanwhile.
     */
    void RunFirst(std::unique_lock<std::mutex>& lock);
    /** Let the workers end, and wait until they have. */
    void Stop();

    std::mutex m_mutex;                        //!< guards all that follows
    std::condition_variable m_wake;            //!< there is enough to do, or nothing more ever
    std::condition_variable m_done;            //!< a job was run
    std::set<ComputeJob*, IsEarlier> m_queue;  //!< submitted, not begun
    double m_queuedFlops{0};                   //!< of these
    uint64_t m_submitted{0};                   //!< number of submissions
    uint32_t m_sleeping{0};                    //!< workers that wait
    bool m_waiting{false};                     //!< the caller waits for a job
    bool m_stopping{false};                    //!< the workers are to end
    std::vector<std::thread> m_threads;        //!< the workers
};

} // namespace stardust
} // namespace ns3

#endif // COMPUTE_POOL_H
