/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_ROWS_H
#define RUN_ROWS_H

#include "trace-rows.h"

#include "ns3/learner-group.h"
#include "ns3/model-evaluator.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * @param group some learners.
 * @return a row of the table `learner` for each, at the present time.
 */
std::vector<LearnerRow> MakeLearnerRows(const LearnerGroup& group);

/**
 * @ingroup stardust
 * @param graph who may send to whom.
 * @return the rows of the table `edge`; none for the complete graph.
 */
std::vector<EdgeRow> MakeEdgeRows(const CommunicationGraph& graph);

/**
 * @ingroup stardust
 * @param before who might send to whom.
 * @param after who may.
 * @param changedNs when that changed, ns.
 * @return the links that have come and gone, by sender and receiver.
 */
std::vector<EdgeChangeRow> MakeEdgeChangeRows(const CommunicationGraph& before,
                                              const CommunicationGraph& after,
                                              int64_t changedNs);

/**
 * @ingroup stardust
 * @param evaluation what came out just now.
 * @param group whose learners were evaluated.
 * @param samples number of test samples.
 * @return a row of the table `evaluation` for each learner evaluated.
 */
std::vector<EvaluationRow> MakeEvaluationRows(const Evaluation& evaluation,
                                              const LearnerGroup& group,
                                              uint32_t samples);

/**
 * @ingroup stardust
 * @param evaluation what came out.
 * @param classSamples test samples of each class.
 * @return a row of the table `class_evaluation` for each learner evaluated and class that
 *         has test samples; none if hits were not counted class by class.
 */
std::vector<ClassEvaluationRow> MakeClassRows(const Evaluation& evaluation,
                                              const std::vector<uint32_t>& classSamples);

/**
 * @ingroup stardust
 * @param evaluation what came out.
 * @param blocks the parameters that were measured together.
 * @return a row of the table `layer_evaluation` for each learner evaluated and block; none if
 *         layers were not measured.
 */
std::vector<LayerEvaluationRow> MakeLayerRows(const Evaluation& evaluation,
                                              const std::vector<ParameterBlock>& blocks);

/**
 * @ingroup stardust
 * @param monitor of some learners.
 * @return a row of the table `device_usage` for each, at the present time.
 */
std::vector<DeviceUsageRow> MakeUsageRows(const DeviceUsageMonitor& monitor);

/**
 * @ingroup stardust
 * @param rows of the same time.
 * @return the sum over devices; of what some do not know, over those that do.
 */
DeviceUsage SumUsage(const std::vector<DeviceUsageRow>& rows);

} // namespace stardust
} // namespace ns3

#endif // RUN_ROWS_H
