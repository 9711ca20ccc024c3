/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compute-pool.h"

#include "ns3/assert.h"
#include "ns3/input-error.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <list>
#include <string>
#include <system_error>
#include <tuple>

namespace ns3
{
namespace stardust
{

ComputeJob::~ComputeJob()
{
    NS_ASSERT_MSG(m_state == State::IDLE || m_state == State::DONE, "claim a job before it goes");
}

bool
ComputePool::IsEarlier::operator()(const ComputeJob* a, const ComputeJob* b) const
{
    return std::tie(a->m_due, a->m_sequence) < std::tie(b->m_due, b->m_sequence);
}

ComputePool::ComputePool(uint32_t threads)
{
    m_threads.reserve(threads);
    try
    {
        for (uint32_t i = 0; i < threads; ++i)
        {
            m_threads.emplace_back(&ComputePool::Work, this);
        }
    }
    catch (const std::system_error&)
    {
        const std::size_t started = m_threads.size();
        Stop();
        throw InputError("--threads=" + std::to_string(threads) +
                         ": more than the system allows, which is " + std::to_string(started));
    }
}

ComputePool::~ComputePool()
{
    Stop();
    for (ComputeJob* job : m_queue)
    {
        job->m_state = ComputeJob::State::IDLE;
    }
}

void
ComputePool::Stop()
{
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (auto& thread : m_threads)
    {
        thread.join();
    }
    m_threads.clear();
}

uint32_t
ComputePool::GetThreads() const
{
    return m_threads.size();
}

void
ComputePool::Submit(ComputeJob& job, int64_t due, double flops)
{
    bool wake = false;
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        NS_ASSERT_MSG(job.m_state == ComputeJob::State::IDLE, "claim a job before its next turn");
        job.m_state = ComputeJob::State::QUEUED;
        job.m_due = due;
        job.m_sequence = m_submitted++;
        job.m_flops = flops;
        m_queue.insert(&job);
        m_queuedFlops += flops;
        wake = m_sleeping > 0 && m_queuedFlops >= WAKE_FLOPS;
    }
    if (wake)
    {
        m_wake.notify_one();
    }
}

void
ComputePool::Unqueue(ComputeJob& job)
{
    m_queue.erase(&job);
    // Sums and differences of doubles drift.
    m_queuedFlops = m_queue.empty() ? 0 : m_queuedFlops - job.m_flops;
}

bool
ComputePool::Claim(ComputeJob& job)
{
    std::exception_ptr failure;
    {
        std::unique_lock<std::mutex> lock(m_mutex);
        if (job.m_state == ComputeJob::State::QUEUED)
        {
            Unqueue(job);
            job.m_state = ComputeJob::State::IDLE;
        }
        while (job.m_state == ComputeJob::State::RUNNING)
        {
            if (!m_queue.empty())
            {
                RunFirst(lock);
                continue;
            }
            m_waiting = true;
            m_done.wait(lock);
            m_waiting = false;
        }
        if (job.m_state == ComputeJob::State::IDLE)
        {
            return false;
        }
        job.m_state = ComputeJob::State::IDLE;
        std::swap(failure, job.m_failure);
    }
    if (failure)
    {
        std::rethrow_exception(failure);
    }
    return true;
}

void
ComputePool::RunFirst(std::unique_lock<std::mutex>& lock)
{
    ComputeJob& job = **m_queue.begin();
    Unqueue(job);
    job.m_state = ComputeJob::State::RUNNING;
    lock.unlock();
    std::exception_ptr failure;
    try
    {
        job.Run();
    }
    catch (...)
    {
        failure = std::current_exception();
    }
    lock.lock();
    job.m_failure = failure;
    job.m_state = ComputeJob::State::DONE;
}

void
ComputePool::Work()
{
    std::unique_lock<std::mutex> lock(m_mutex);
    while (true)
    {
        ++m_sleeping;
        m_wake.wait(lock, [this] { return m_stopping || m_queuedFlops >= WAKE_FLOPS; });
        --m_sleeping;
        while (!m_stopping && !m_queue.empty())
        {
            // One may be woken for each submission; there may be work for more.
            if (m_sleeping > 0 && m_queuedFlops >= 2 * WAKE_FLOPS)
            {
                m_wake.notify_one();
            }
            RunFirst(lock);
            if (m_waiting)
            {
                m_done.notify_one();
            }
        }
        if (m_stopping)
        {
            return;
        }
    }
}

namespace
{

/// One thread's part of a loop: whatever indices are left when it comes to it.
class LoopJob : public ComputeJob
{
  public:
    /**
     * @param next the first index that nobody has taken.
     * @param count number of indices.
     * @param work what to do for each.
     */
    LoopJob(std::atomic<uint32_t>& next,
            uint32_t count,
            const std::function<void(uint32_t)>& work)
        : m_next(next),
          m_count(count),
          m_work(work)
    {
    }

    void Run() override
    {
        try
        {
            for (uint32_t i = m_next++; i < m_count; i = m_next++)
            {
                m_work(i);
            }
        }
        catch (...)
        {
            // The others need not go on.
            m_next = m_count;
            throw;
        }
    }

  private:
    std::atomic<uint32_t>& m_next;               //!< the first index not taken
    uint32_t m_count;                            //!< number of indices
    const std::function<void(uint32_t)>& m_work; //!< what to do for each
};

} // namespace

void
ComputePool::ParallelFor(uint32_t count,
                         double flops,
                         const std::function<void(uint32_t)>& work)
{
    std::atomic<uint32_t> next{0};
    LoopJob own(next, count, work);
    std::list<LoopJob> others;
    if (count > 1 && flops >= WAKE_FLOPS)
    {
        const auto helpers = std::min<std::size_t>(m_threads.size(), count - 1);
        for (std::size_t i = 0; i < helpers; ++i)
        {
            others.emplace_back(next, count, work);
            // Before any training: the caller does nothing else until this is done.
            Submit(others.back(), std::numeric_limits<int64_t>::min(), flops);
        }
    }
    std::exception_ptr failure;
    const auto note = [&failure] {
        failure = failure ? failure : std::current_exception();
    };
    try
    {
        own.Run();
    }
    catch (...)
    {
        note();
    }
    for (auto& job : others)
    {
        try
        {
            Claim(job);
        }
        catch (...)
        {
            note();
        }
    }
    if (failure)
    {
        std::rethrow_exception(failure);
    }
}

} // namespace stardust
} // namespace ns3
