/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_RECORDING_H
#define EXPERIMENT_RECORDING_H

#include "experiment-options.h"

#include "ns3/record-helper.h"

#include <functional>
#include <ostream>

/**
 * Tell the command line of the options about what is evaluated, at which target a run
 * stops, and which models are saved.
 * @param options gets them.
 * @param e holds their defaults, and what the user gives.
 */
void AddRecordingOptions(ns3::stardust::ScriptOptions& options, Experiment& e);

/**
 * Check what can be wrong with these options, and that models can be saved.
 * @param e what the user asks for.
 * @param options as parsed.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
void CheckRecording(const Experiment& e, const ns3::stardust::ScriptOptions& options);

/**
 * Do as these options say. Only what the user has given is set: attribute defaults are
 * options too.
 * @param e what the user asks for.
 * @param options as parsed.
 * @param record gets it.
 */
void ConfigureRecording(const Experiment& e,
                        const ns3::stardust::ScriptOptions& options,
                        ns3::stardust::RecordHelper& record);

/**
 * Let ns-3's FlowMonitor watch the run that is about to begin, if it is wanted.
 * @param e what the user asks for, checked.
 * @param group the learners, installed.
 * @return what enters the flows into the trace, to be called when the run is over.
 */
std::function<void(ns3::Ptr<ns3::stardust::RunRecorder>)> WatchFlows(
    const Experiment& e,
    ns3::Ptr<ns3::stardust::LearnerGroup> group);

/**
 * Print a run's digest, and those of its tables over time if there are any.
 * @param summary the run.
 * @param os where to.
 */
void PrintDigests(const ns3::stardust::RunSummary& summary, std::ostream& os);

#endif // EXPERIMENT_RECORDING_H
