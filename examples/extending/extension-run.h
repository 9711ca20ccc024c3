/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXTENSION_RUN_H
#define EXTENSION_RUN_H

// What the examples of this folder share: a task, a run, and what came out of it.

#include "ns3/learner-helper.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"

#include <string>

/// What came out of a run.
struct ExtensionResult
{
    double accuracy{0};                      ///< mean over devices on test samples
    ns3::stardust::MessageCounters messages; ///< totals
    uint32_t parameters{0};                  ///< length of a model
};

/// Hears of messages.
using MessageSink = ns3::Callback<void, ns3::Ptr<const ns3::stardust::ModelMessage>>;

/**
 * Let devices learn eight classes, two of which each of them knows.
 * @param learners with the part that is shown; data are set here.
 * @param nodes with the network, or bare ones for the direct network.
 * @param duration simulated time.
 * @param ready when the network is ready.
 * @param concluded hears of each message when its outcome is known; null: nobody does.
 * @return what came out; the simulation is over then, but not destroyed.
 */
ExtensionResult Learn(ns3::stardust::LearnerHelper& learners,
                      const ns3::NodeContainer& nodes,
                      ns3::Time duration,
                      ns3::Time ready = ns3::Time(0),
                      MessageSink concluded = {});

/**
 * Say what was seen beside what must hold.
 * @param what was looked at.
 * @param seen its value.
 * @param low least value that is right.
 * @param high largest value that is right.
 * @return whether it is.
 */
bool Check(const std::string& what, double seen, double low, double high);

#endif // EXTENSION_RUN_H
