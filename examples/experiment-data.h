/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_DATA_H
#define EXPERIMENT_DATA_H

#include "experiment-options.h"

#include "ns3/labeled-dataset.h"

/// Samples that a run may change.
struct ExperimentData
{
    ns3::Ptr<ns3::stardust::LabeledDataset> train;      //!< what the devices learn from
    ns3::Ptr<const ns3::stardust::LabeledDataset> test; //!< what they are evaluated on
};

/**
 * Read or draw the samples.
 * @param e what the user asks for.
 * @return all samples as `train`; `test` is null unless they have a file of their own.
 * @throws ns3::stardust::InputError with one line that names file, option or value.
 */
ExperimentData LoadData(const Experiment& e);

/**
 * Make the data of one run: hold out a random part for testing, unless there are
 * test data, and standardise.
 * @param e what the user asks for.
 * @param loaded what LoadData() returned.
 * @param last whether nobody needs it afterwards: then it is not copied, but changed.
 * @return what the devices learn from and what they are evaluated on.
 * @throws ns3::stardust::InputError if nothing can be held out.
 */
ExperimentData PrepareData(const Experiment& e, const ExperimentData& loaded, bool last);

/**
 * @param data samples with groups.
 * @return how many groups there are.
 */
uint32_t CountGroups(const ns3::stardust::LabeledDataset& data);

#endif // EXPERIMENT_DATA_H
