/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_FILE_H
#define TRACE_FILE_H

#include "sqlite-handle.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace stardust
{

/// PRAGMA application_id of a trace, "STDU".
constexpr int64_t TRACE_APPLICATION_ID = 0x53544455;

/// PRAGMA user_version of the schema that this module writes.
constexpr int64_t TRACE_SCHEMA_VERSION = 1;

/// The schema, the text of trace-schema.sql; defined by the build.
extern const char* const TRACE_SCHEMA_SQL;

/**
 * @ingroup stardust
 * Open a trace for writing, or create it with its schema if there is no such
 * file or an empty one.
 * @param path the file.
 * @return the connection, ready for transactions.
 * @throws InputError if it cannot be created or written, is no trace, or has
 *         another schema version; such a file is left as it was, and a file
 *         that did not exist does not exist afterwards.
 */
std::unique_ptr<SqliteConnection> OpenTraceFile(const std::string& path);

} // namespace stardust
} // namespace ns3

#endif // TRACE_FILE_H
