/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_SUMMARY_PRINTER_H
#define RUN_SUMMARY_PRINTER_H

#include "ns3/run-recorder.h"

#include <ostream>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Print a run so that a person sees at a glance how it went.
 * @param summary the run.
 * @param os where to.
 */
void PrintRunSummary(const RunSummary& summary, std::ostream& os);

} // namespace stardust
} // namespace ns3

#endif // RUN_SUMMARY_PRINTER_H
