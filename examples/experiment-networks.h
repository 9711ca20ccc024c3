/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_NETWORKS_H
#define EXPERIMENT_NETWORKS_H

#include "experiment-options.h"

#include "ns3/communication-graph.h"
#include "ns3/learner-network.h"
#include "ns3/movement-helper.h"

#include <string>
#include <vector>

/**
 * @return the values of `--network`.
 */
const std::vector<std::string>& GetNetworkNames();

/**
 * @param options get those of networks with a stack.
 * @param e holds their defaults, and what the user gives.
 */
void AddStackOptions(ns3::stardust::ScriptOptions& options, Experiment& e);

/**
 * Check what networks can refuse before they are built.
 * @param e what the user asks for.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
void CheckNetwork(const Experiment& e);

/**
 * @param e what the user asks for.
 * @return what moves the devices.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
ns3::stardust::MovementHelper MakeMovement(const Experiment& e);

/**
 * Build a network with a stack.
 * @param e what the user asks for, `network` other than `direct`.
 * @param nodes without stacks and devices.
 * @param graph who may send to whom.
 * @return the network.
 */
ns3::stardust::LearnerNetwork InstallNetwork(const Experiment& e,
                                             ns3::NodeContainer nodes,
                                             const ns3::stardust::CommunicationGraph& graph);

#endif // EXPERIMENT_NETWORKS_H
