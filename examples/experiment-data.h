/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_DATA_H
#define EXPERIMENT_DATA_H

#include "experiment-options.h"

#include "ns3/labeled-dataset.h"

/**
 * Read or draw the samples.
 * @param e what the user asks for.
 * @return all samples, those for testing among them.
 * @throws ns3::stardust::InputError with one line that names file, option or value.
 */
ns3::Ptr<ns3::stardust::LabeledDataset> LoadData(const Experiment& e);

#endif // EXPERIMENT_DATA_H
