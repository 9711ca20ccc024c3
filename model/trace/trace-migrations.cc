/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-migrations.h"

#include "trace-file.h"

#include "ns3/input-error.h"

#include <chrono>
#include <map>
#include <sqlite3.h>
#include <thread>
#include <vector>

namespace ns3
{
namespace stardust
{

namespace
{

/// How long to wait for other programs to close the file.
constexpr std::chrono::seconds PATIENCE(5);
/// How long to leave the file to others before the next try.
constexpr std::chrono::milliseconds RETRY(20);

/// Name and CREATE statement.
using Definitions = std::map<std::string, std::string>;

Definitions
ReadDefinitions(SqliteConnection& connection, const std::string& type)
{
    SqliteStatement query(connection,
                          "SELECT name, sql FROM sqlite_schema WHERE type = '" + type +
                              "' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
    Definitions found;
    while (query.Step())
    {
        found[query.GetText(0)] = query.GetText(1);
    }
    return found;
}

std::string
Quote(const std::string& name)
{
    std::string quoted = "\"";
    for (const char c : name)
    {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + '"';
}

std::vector<std::string>
ReadColumns(SqliteConnection& connection, const std::string& table)
{
    SqliteStatement query(connection, "SELECT name FROM pragma_table_info(?) ORDER BY cid");
    query.Bind(table);
    std::vector<std::string> columns;
    while (query.Step())
    {
        columns.push_back(query.GetText(0));
    }
    return columns;
}

/// What hangs on a table and goes with it: indexes and triggers, in their order.
std::vector<std::string>
ReadAttached(SqliteConnection& connection, const std::string& table)
{
    SqliteStatement query(connection,
                          "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL "
                          "AND type IN ('index', 'trigger') ORDER BY rowid");
    query.Bind(table);
    std::vector<std::string> statements;
    while (query.Step())
    {
        statements.push_back(query.GetText(0));
    }
    return statements;
}

/// Make a table anew and fill it with what the old one has.
void
RebuildTable(SqliteConnection& connection, const std::string& table, const std::string& definition)
{
    const std::string old = "stardust_old_" + table;
    const auto attached = ReadAttached(connection, table);
    const auto columns = ReadColumns(connection, table);
    connection.Execute("ALTER TABLE " + Quote(table) + " RENAME TO " + Quote(old));
    connection.Execute(definition);
    std::string list;
    for (const auto& column : columns)
    {
        list += (list.empty() ? "" : ", ") + Quote(column);
    }
    // A column that the new table lacks is named here, so that SQLite refuses: nothing is
    // dropped unless a step says so.
    connection.Execute("INSERT INTO " + Quote(table) + " (" + list + ") SELECT " + list + " FROM " +
                       Quote(old));
    connection.Execute("DROP TABLE " + Quote(old));
    for (const auto& statement : attached)
    {
        connection.Execute(statement);
    }
}

/// The steps from a version on, one after the other.
std::string
FindSteps(int64_t version)
{
    const std::string all = TRACE_MIGRATIONS_SQL;
    const auto begin = all.find("\n-- FROM " + std::to_string(version) + "\n");
    return begin == std::string::npos ? "" : all.substr(begin);
}

/// One try; false if another connection is in the way.
bool
TryMigration(const std::string& path)
{
    try
    {
        SqliteConnection connection(path);
        // Before the first access: then SQLite grants a lock only if no other connection is
        // open, be it between two transactions, and keeps everybody out until this one closes.
        connection.Execute("PRAGMA locking_mode = EXCLUSIVE");
        connection.Execute("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON");
        SqliteTransaction transaction(connection);
        const int64_t version = ReadSchemaVersion(connection);
        // Another program may have done it, or the header may be older than the log.
        if (version < TRACE_SCHEMA_VERSION)
        {
            MigrateSchema(connection, version);
        }
        transaction.Commit();
        return true;
    }
    catch (const SqliteError& error)
    {
        if (error.IsBusy())
        {
            return false;
        }
        throw;
    }
}

} // namespace

void
MigrateSchema(SqliteConnection& connection, int64_t version)
{
    SqliteConnection fresh(":memory:");
    fresh.Execute(TRACE_SCHEMA_SQL);
    const auto views = ReadDefinitions(fresh, "view");
    for (const auto& [name, definition] : views)
    {
        connection.Execute("DROP VIEW IF EXISTS " + Quote(name));
    }
    connection.Execute(FindSteps(version));
    const auto present = ReadDefinitions(connection, "table");
    for (const auto& [name, definition] : ReadDefinitions(fresh, "table"))
    {
        const auto found = present.find(name);
        if (found == present.end())
        {
            connection.Execute(definition);
        }
        else if (found->second != definition)
        {
            RebuildTable(connection, name, definition);
        }
    }
    for (const auto& [name, definition] : views)
    {
        connection.Execute(definition);
    }
    connection.Execute("PRAGMA user_version = " + std::to_string(TRACE_SCHEMA_VERSION));
}

void
MigrateTraceFile(const std::string& path)
{
    const auto end = std::chrono::steady_clock::now() + PATIENCE;
    try
    {
        while (!TryMigration(path))
        {
            if (std::chrono::steady_clock::now() > end)
            {
                throw InputError("--trace=" + path +
                                 ": has an older schema and is open in another program; it is "
                                 "brought to version " +
                                 std::to_string(TRACE_SCHEMA_VERSION) +
                                 " when that has ended: try again then, or give another file");
            }
            std::this_thread::sleep_for(RETRY);
        }
    }
    catch (const SqliteError& error)
    {
        throw InputError("--trace=" + path + ": has an older schema and cannot be brought to version " +
                         std::to_string(TRACE_SCHEMA_VERSION) + ": " + error.what());
    }
}

} // namespace stardust
} // namespace ns3
