/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_LIMITS_H
#define EXPERIMENT_LIMITS_H

#include "experiment-options.h"

/**
 * Messages a second of each device.
 * @param e what the user asks for, checked.
 * @return their mean number.
 */
double GetGossipRate(const Experiment& e);

/**
 * Refuse as many devices, edges and samples as the machine has no memory for, before anything
 * is made for each of them.
 * @param e what the user asks for.
 * @throws ns3::stardust::InputError with one line that names options and says how much would be
 *         needed.
 */
void CheckDevices(const Experiment& e);

/**
 * Refuse messages that the machine has no memory and rows that the trace's disk has no space
 * for, as far as the options tell. Models are looked at when learners are installed, since data
 * tell how large they are.
 * @param e what the user asks for, checked.
 * @param options as parsed.
 * @throws ns3::stardust::InputError with one line that names options and says how much would be
 *         needed.
 */
void CheckLimits(const Experiment& e, const ns3::stardust::ScriptOptions& options);

#endif // EXPERIMENT_LIMITS_H
