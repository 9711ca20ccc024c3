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
constexpr int64_t TRACE_SCHEMA_VERSION = 4;

/// The schema, the text of trace-schema.sql; defined by the build.
extern const char* const TRACE_SCHEMA_SQL;

/**
 * @ingroup stardust
 * Open a trace for writing, or create it with its schema if there is no such
 * file or an empty one. An older schema is brought to the present version first,
 * see MigrateTraceFile().
 * @param path the file.
 * @return the connection, ready for transactions.
 * @throws InputError if it cannot be created or written, is no trace, has a newer
 *         schema, or has an older one and is open in another program; such a file is left
 *         as it was, and a file that did not exist does not exist afterwards.
 */
std::unique_ptr<SqliteConnection> OpenTraceFile(const std::string& path);

/**
 * @ingroup stardust
 * @param connection an open trace.
 * @return its PRAGMA user_version.
 * @throws SqliteError if it cannot be read.
 */
int64_t ReadSchemaVersion(SqliteConnection& connection);

/**
 * @ingroup stardust
 * Notices when a file that is open has been removed, moved away or replaced: what is written
 * then is lost with the process, and the system does not say so.
 */
class FileWatch
{
  public:
    /** @param connection an open trace. */
    explicit FileWatch(const SqliteConnection& connection);

    /** @throws SqliteError if its path no longer leads to the file that was opened. */
    void Check() const;

  private:
    std::string m_path;    //!< absolute
    std::string m_name;    //!< as the user wrote it
    uint64_t m_device{0};  //!< where the file is
    uint64_t m_inode{0};   //!< which one it is there
};

} // namespace stardust
} // namespace ns3

#endif // TRACE_FILE_H
