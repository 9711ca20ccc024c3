/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-file.h"

#include "trace-migrations.h"

#include "ns3/input-error.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sqlite3.h>
#include <sys/stat.h>

namespace ns3
{
namespace stardust
{

namespace
{

/// How long SQLite itself waits for another process, in ms, before it says so.
constexpr int BUSY_TIMEOUT = 5000;

/// What a path leads to.
enum class PathState
{
    ABSENT, //!< nothing
    EMPTY,  //!< a file of no bytes
    FILLED  //!< anything else
};

PathState
LookAt(const std::string& path)
{
    struct stat status;
    if (stat(path.c_str(), &status) != 0)
    {
        return PathState::ABSENT;
    }
    return S_ISREG(status.st_mode) && status.st_size == 0 ? PathState::EMPTY : PathState::FILLED;
}

uint32_t
ReadBigEndian(const char* bytes)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; ++i)
    {
        value = (value << 8) | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

/// A version that this module can neither write nor bring to its own.
void
RefuseVersion(const std::string& path, int64_t version)
{
    throw InputError("--trace=" + path + ": has schema version " + std::to_string(version) +
                     ", expected 1 to " + std::to_string(TRACE_SCHEMA_VERSION));
}

/**
 * Look at the header alone, without SQLite: opening another program's database
 * could already change it (roll back a journal, for instance).
 * @return the version of the schema.
 */
int64_t
CheckHeader(const std::string& path)
{
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::array<char, 100> header{};
    file.read(header.data(), header.size());
    if (!file && file.gcount() == 0 && errno != 0)
    {
        throw InputError("--trace=" + path + ": cannot be opened: " + std::strerror(errno));
    }
    const bool sqlite = file.gcount() == static_cast<std::streamsize>(header.size()) &&
                        std::memcmp(header.data(), "SQLite format 3", 16) == 0;
    if (!sqlite || ReadBigEndian(&header[68]) != TRACE_APPLICATION_ID)
    {
        throw InputError("--trace=" + path +
                         ": exists and is no stardust trace; it was left as it is");
    }
    const int64_t version = ReadBigEndian(&header[60]);
    if (version < 1 || version > TRACE_SCHEMA_VERSION)
    {
        RefuseVersion(path, version);
    }
    return version;
}

bool
HasSchema(SqliteConnection& connection)
{
    SqliteStatement query(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'run'");
    return query.Step() && query.GetInteger(0) > 0;
}

void
CreateSchema(SqliteConnection& connection)
{
    SqliteTransaction transaction(connection);
    // Another process may have created it while this one waited for the lock.
    if (!HasSchema(connection))
    {
        connection.Execute(TRACE_SCHEMA_SQL);
    }
    transaction.Commit();
}

/// Writing beyond a limit on the size of files is to fail, which is told and survived; without
/// this it kills the program.
void
IgnoreSizeLimitSignal()
{
    struct sigaction action;
    if (sigaction(SIGXFSZ, nullptr, &action) == 0 && action.sa_handler == SIG_DFL)
    {
        action.sa_handler = SIG_IGN;
        sigaction(SIGXFSZ, &action, nullptr);
    }
}

} // namespace

FileWatch::FileWatch(const SqliteConnection& connection)
    : m_path(sqlite3_db_filename(connection.Get(), "main")),
      m_name(connection.GetPath())
{
    struct stat status{};
    stat(m_path.c_str(), &status);
    m_device = status.st_dev;
    m_inode = status.st_ino;
}

void
FileWatch::Check() const
{
    struct stat status{};
    if (stat(m_path.c_str(), &status) != 0 || status.st_dev != m_device || status.st_ino != m_inode)
    {
        throw SqliteError(m_name + ": was removed or replaced while a run was written to it",
                          SQLITE_IOERR);
    }
}

int64_t
ReadSchemaVersion(SqliteConnection& connection)
{
    SqliteStatement query(connection, "PRAGMA user_version");
    query.Step();
    return query.GetInteger(0);
}

std::unique_ptr<SqliteConnection>
OpenTraceFile(const std::string& path)
{
    IgnoreSizeLimitSignal();
    const PathState state = LookAt(path);
    if (state == PathState::FILLED && CheckHeader(path) < TRACE_SCHEMA_VERSION)
    {
        MigrateTraceFile(path);
    }
    try
    {
        auto connection = std::make_unique<SqliteConnection>(path);
        sqlite3_busy_timeout(connection->Get(), BUSY_TIMEOUT);
        if (state != PathState::FILLED)
        {
            CreateSchema(*connection);
        }
        // Readers go on while a run writes; a commit costs no disk flush, and a
        // process that dies loses nothing committed.
        connection->Execute("PRAGMA journal_mode = WAL");
        connection->Execute("PRAGMA synchronous = NORMAL");
        connection->Execute("PRAGMA wal_autocheckpoint = 8192");
        // The header may be older than the log, or than another program's migration.
        const int64_t version = ReadSchemaVersion(*connection);
        if (version != TRACE_SCHEMA_VERSION)
        {
            RefuseVersion(path, version);
        }
        // A file system mounted read-only shows only when something is written.
        SqliteTransaction(*connection).Commit();
        // From here on the writer decides how long to wait for another process.
        sqlite3_busy_timeout(connection->Get(), 0);
        return connection;
    }
    catch (const SqliteError& error)
    {
        if (state == PathState::ABSENT)
        {
            std::remove(path.c_str());
        }
        throw InputError(std::string("--trace=") + error.what());
    }
}

} // namespace stardust
} // namespace ns3
