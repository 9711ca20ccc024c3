/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_ENERGY_H
#define EXPERIMENT_ENERGY_H

#include "experiment-options.h"

#include "ns3/learner-group.h"
#include "ns3/record-helper.h"

/**
 * Tell the command line of the options about what devices use.
 * @param options gets them.
 * @param e holds their defaults, and what the user gives.
 */
void AddUsageOptions(ns3::stardust::ScriptOptions& options, Experiment& e);

/**
 * Check these options, and turn energy on where another of them says so.
 * @param e what the user asks for.
 * @param options as parsed.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
void CheckUsage(Experiment& e, const ns3::stardust::ScriptOptions& options);

/**
 * Give the devices energy, if it is asked for.
 * @param e what the user asks for.
 * @param options as parsed; only what the user has given is set.
 * @param group the learners, installed.
 */
void InstallEnergy(const Experiment& e,
                   const ns3::stardust::ScriptOptions& options,
                   ns3::Ptr<ns3::stardust::LearnerGroup> group);

/**
 * @param e what the user asks for.
 * @param record is told whether to measure what devices use.
 */
void ConfigureUsage(const Experiment& e, ns3::stardust::RecordHelper& record);

#endif // EXPERIMENT_ENERGY_H
