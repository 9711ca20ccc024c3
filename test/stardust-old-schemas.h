/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_OLD_SCHEMAS_H
#define STARDUST_OLD_SCHEMAS_H

namespace ns3
{
namespace stardust
{
namespace tests
{

/// Schema version 1 as it was released, the text of trace-schema-1.sql; defined by the build.
extern const char* const TRACE_SCHEMA_1_SQL;
/// Schema version 2, the text of trace-schema-2.sql; likewise.
extern const char* const TRACE_SCHEMA_2_SQL;
/// Schema version 3, the text of trace-schema-3.sql; likewise.
extern const char* const TRACE_SCHEMA_3_SQL;

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_OLD_SCHEMAS_H
