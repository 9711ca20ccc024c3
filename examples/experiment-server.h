/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_SERVER_H
#define EXPERIMENT_SERVER_H

#include "experiment-options.h"

#include "ns3/labeled-dataset.h"
#include "ns3/share-dealing.h"

#include <iosfwd>
#include <vector>

/**
 * Tell the command line of the options about mixers with a server.
 * @param options gets them.
 * @param e holds their defaults, and what the user gives.
 */
void AddServerOptions(ns3::stardust::ScriptOptions& options, Experiment& e);

/**
 * Check these options.
 * @param e what the user asks for.
 * @param options as parsed.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
void CheckServer(const Experiment& e, const ns3::stardust::ScriptOptions& options);

/**
 * Check what of them depends on the number of learners.
 * @param e what the user asks for.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
void CheckClients(const Experiment& e);

/**
 * @param e what the user asks for, checked.
 * @return learner id of a server without samples; absent if all devices get some.
 */
std::optional<uint32_t> GetIdleServer(const Experiment& e);

/**
 * @param e what the user asks for, checked.
 * @return number of devices that samples are dealt to.
 */
uint32_t CountHolders(const Experiment& e);

/**
 * Draw or read the chances of the links to the server.
 * @param e what the user asks for, checked.
 * @param data the training data; null if nothing is learned.
 * @param shares who has which of them.
 * @return one a learner; none if the mixer says it.
 */
std::vector<double> MakeLinkProbabilities(
    const Experiment& e,
    ns3::Ptr<const ns3::stardust::LabeledDataset> data,
    const ns3::stardust::DataShares& shares);

/**
 * Say which device is the server, and how often it is heard of, if the mixer has one.
 * @param e what the user asks for, checked.
 * @param links what MakeLinkProbabilities() returned.
 * @param os gets lines of a run's summary.
 */
void PrintServer(const Experiment& e, const std::vector<double>& links, std::ostream& os);

#endif // EXPERIMENT_SERVER_H
