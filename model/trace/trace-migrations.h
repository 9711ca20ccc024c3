/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_MIGRATIONS_H
#define TRACE_MIGRATIONS_H

#include "sqlite-handle.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace stardust
{

/// The steps between versions, the text of trace-migrations.sql; defined by the build.
extern const char* const TRACE_MIGRATIONS_SQL;

/**
 * @ingroup stardust
 * Bring the schema of an older trace to the present version; its rows are kept. How is
 * told in trace-migrations.sql.
 * @param connection a trace, in a write transaction of the caller's, with the PRAGMAs
 *        foreign_keys off and legacy_alter_table on.
 * @param version its present version, 1 or more.
 * @throws SqliteError on failure; the caller rolls back.
 */
void MigrateSchema(SqliteConnection& connection, int64_t version);

/**
 * @ingroup stardust
 * Bring an older trace to the present version, in one transaction and only while no other
 * program has the file open: a run that another program still writes to it, with the older
 * schema, is not disturbed.
 * @param path the file.
 * @throws InputError if others do not let go of the file for some seconds, or it cannot be
 *         written; the file is then as it was.
 */
void MigrateTraceFile(const std::string& path);

} // namespace stardust
} // namespace ns3

#endif // TRACE_MIGRATIONS_H
