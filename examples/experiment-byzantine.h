/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_BYZANTINE_H
#define EXPERIMENT_BYZANTINE_H

#include "experiment-options.h"

#include "ns3/labeled-dataset.h"
#include "ns3/learner-helper.h"

#include <ostream>

/**
 * Tell the command line of the options about Byzantine senders.
 * @param options gets them.
 * @param e holds their defaults, and what the user gives.
 */
void AddByzantineOptions(ns3::stardust::ScriptOptions& options, Experiment& e);

/**
 * Check what can be wrong without knowing the number of learners.
 * @param e what the user asks for.
 * @param options as parsed.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
void CheckByzantine(const Experiment& e, const ns3::stardust::ScriptOptions& options);

/**
 * Check what depends on the number of learners.
 * @param e what the user asks for.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
void CheckByzantineDevices(const Experiment& e);

/**
 * Let some learners be Byzantine, if that is asked for.
 * @param e what the user asks for, checked.
 * @param helper installs the learners.
 */
void ConfigureByzantine(const Experiment& e, ns3::stardust::LearnerHelper& helper);

/**
 * Print who was Byzantine, and what the others have learned; nothing if nobody was.
 * @param e what the user asks for, checked.
 * @param group the learners.
 * @param test samples to evaluate on.
 * @param out gets it.
 */
void PrintByzantine(const Experiment& e,
                    const ns3::stardust::LearnerGroup& group,
                    ns3::Ptr<const ns3::stardust::LabeledDataset> test,
                    std::ostream& out);

#endif // EXPERIMENT_BYZANTINE_H
