/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STATS_EXPORT_H
#define STATS_EXPORT_H

#include "ns3/basic-data-calculators.h"
#include "ns3/data-collector.h"
#include "ns3/run-recorder.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Fills an ns3::DataCollector with what a run has measured, so that ns-3's
 * SqliteDataOutput, OmnetDataOutput or a user's own DataOutputInterface write it.
 *
 * 1. Start() listens to the trace sources during the run: distributions of the delay,
 *    staleness and size of messages, the loss of updates and the sampled staleness.
 * 2. Fill() adds them, the totals of the run and the last evaluation over devices, and the
 *    metadata that tell the run.
 *
 * Calculators have the context `messages`, `updates`, `staleness`, `models` or `run`
 * and a key that names the quantity and its unit; doc/measuring.rst lists them.
 */
class StatsExport : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    StatsExport();

    /**
     * Listen from now on, before Simulator::Run(); once. The object lives until
     * Simulator::Destroy(), whether a script holds it or not.
     * @param recorder of the run, as RecordHelper::Install() returns it.
     */
    void Start(Ptr<RunRecorder> recorder);

    /**
     * Add metadata and calculators; after RunRecorder::Finish(), before
     * Simulator::Destroy(). If the collector has no run label DescribeRun() is called
     * with the run's name as experiment and NAME-RngSeed-RngRun as label, in which
     * OmnetDataOutput's file name would suffer no slash: they become hyphens.
     * @param summary what Finish() has returned.
     * @param collector gets it.
     */
    void Fill(const RunSummary& summary, Ptr<DataCollector> collector) const;

  protected:
    void DoDispose() override;

  private:
    /// Count, sum, extremes, mean and deviation of a quantity.
    typedef MinMaxAvgTotalCalculator<double> Distribution;

    /** @param message the message, its outcome known. */
    void NoteMessage(Ptr<const ModelMessage> message);
    /** @param update the update. */
    void NoteUpdate(const LocalUpdate& update);
    /**
     * @param when simulated time.
     * @param sample over all pairs.
     */
    void NoteStaleness(Time when, const StalenessSample& sample);

    /**
     * Add the scores of the last evaluation, if there was one.
     * @param collector gets them.
     */
    void AddScores(Ptr<DataCollector> collector) const;

    Ptr<RunRecorder> m_recorder;       //!< of the run
    Ptr<Distribution> m_delay;         //!< of delivered messages, s
    Ptr<Distribution> m_age;           //!< of delivered messages, versions
    Ptr<Distribution> m_bytes;         //!< of messages with an outcome
    Ptr<Distribution> m_loss;          //!< of updates
    Ptr<Distribution> m_meanStaleness; //!< sampled after the warm-up, versions
};

} // namespace stardust
} // namespace ns3

#endif // STATS_EXPORT_H
