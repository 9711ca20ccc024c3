/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sqlite-handle.h"

#include <cmath>
#include <sqlite3.h>

namespace ns3
{
namespace stardust
{

namespace
{

/// One line: SQLite quotes constraints and damaged schemas as they are.
std::string
JoinLines(const std::string& text)
{
    std::string line;
    for (const char c : text)
    {
        const bool blank = static_cast<unsigned char>(c) <= 0x20;
        line += blank ? (line.empty() || line.back() == ' ' ? "" : " ") : std::string(1, c);
    }
    return line;
}

} // namespace

SqliteError::SqliteError(const std::string& what, int code)
    : std::runtime_error(JoinLines(what)),
      m_code(code)
{
}

bool
SqliteError::IsBusy() const
{
    return m_code == SQLITE_BUSY || m_code == SQLITE_LOCKED;
}

void
SqliteConnection::Close::operator()(sqlite3* handle) const
{
    sqlite3_close_v2(handle);
}

SqliteConnection::SqliteConnection(const std::string& path)
    : m_path(path)
{
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    m_handle.reset(handle);
    if (code != SQLITE_OK)
    {
        throw MakeError("cannot be opened for writing");
    }
}

void
SqliteConnection::Execute(const std::string& sql)
{
    if (sqlite3_exec(m_handle.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    {
        throw MakeError("cannot be written");
    }
}

int64_t
SqliteConnection::GetLastInsertId() const
{
    return sqlite3_last_insert_rowid(m_handle.get());
}

const std::string&
SqliteConnection::GetPath() const
{
    return m_path;
}

sqlite3*
SqliteConnection::Get() const
{
    return m_handle.get();
}

SqliteError
SqliteConnection::MakeError(const std::string& doing) const
{
    if (!m_handle)
    {
        return SqliteError(m_path + ": " + doing + ": out of memory", SQLITE_NOMEM);
    }
    return SqliteError(m_path + ": " + doing + ": " + sqlite3_errmsg(m_handle.get()),
                       sqlite3_errcode(m_handle.get()));
}

void
SqliteStatement::Finalize::operator()(sqlite3_stmt* handle) const
{
    sqlite3_finalize(handle);
}

SqliteStatement::SqliteStatement(SqliteConnection& connection, const std::string& sql)
    : m_connection(connection)
{
    sqlite3_stmt* handle = nullptr;
    if (sqlite3_prepare_v2(connection.Get(), sql.c_str(), -1, &handle, nullptr) != SQLITE_OK)
    {
        throw connection.MakeError("cannot prepare '" + sql + "'");
    }
    m_handle.reset(handle);
}

SqliteStatement&
SqliteStatement::Check(int code)
{
    if (code != SQLITE_OK)
    {
        throw m_connection.MakeError("cannot bind a value");
    }
    return *this;
}

SqliteStatement&
SqliteStatement::Bind(int64_t value)
{
    return Check(sqlite3_bind_int64(m_handle.get(), m_next++, value));
}

SqliteStatement&
SqliteStatement::Bind(double value)
{
    return std::isnan(value) ? BindNull()
                             : Check(sqlite3_bind_double(m_handle.get(), m_next++, value));
}

SqliteStatement&
SqliteStatement::Bind(const std::optional<double>& value)
{
    return value ? Bind(*value) : BindNull();
}

SqliteStatement&
SqliteStatement::Bind(const std::string& value)
{
    return Check(sqlite3_bind_text(m_handle.get(),
                                   m_next++,
                                   value.data(),
                                   static_cast<int>(value.size()),
                                   SQLITE_TRANSIENT));
}

SqliteStatement&
SqliteStatement::BindBytes(const std::vector<uint8_t>& bytes)
{
    return Check(sqlite3_bind_blob64(m_handle.get(),
                                     m_next++,
                                     bytes.data(),
                                     bytes.size(),
                                     SQLITE_STATIC));
}

SqliteStatement&
SqliteStatement::BindLiteral(const char* literal)
{
    return literal
               ? Check(sqlite3_bind_text(m_handle.get(), m_next++, literal, -1, SQLITE_STATIC))
               : BindNull();
}

SqliteStatement&
SqliteStatement::BindNull()
{
    return Check(sqlite3_bind_null(m_handle.get(), m_next++));
}

bool
SqliteStatement::Step()
{
    const int code = sqlite3_step(m_handle.get());
    if (code == SQLITE_ROW)
    {
        return true;
    }
    if (code != SQLITE_DONE)
    {
        const bool reading = sqlite3_stmt_readonly(m_handle.get()) != 0;
        SqliteError error = m_connection.MakeError(reading ? "cannot be read" : "cannot be written");
        sqlite3_reset(m_handle.get());
        m_next = 1;
        throw error;
    }
    return false;
}

void
SqliteStatement::Run()
{
    while (Step())
    {
    }
    sqlite3_reset(m_handle.get());
    m_next = 1;
}

int64_t
SqliteStatement::GetInteger(int column) const
{
    return sqlite3_column_int64(m_handle.get(), column);
}

double
SqliteStatement::GetReal(int column) const
{
    return sqlite3_column_double(m_handle.get(), column);
}

std::string
SqliteStatement::GetText(int column) const
{
    const unsigned char* text = sqlite3_column_text(m_handle.get(), column);
    const int bytes = sqlite3_column_bytes(m_handle.get(), column);
    return text ? std::string(reinterpret_cast<const char*>(text), bytes) : "";
}

SqliteTransaction::SqliteTransaction(SqliteConnection& connection)
    : m_connection(connection)
{
    m_connection.Execute("BEGIN IMMEDIATE");
}

SqliteTransaction::~SqliteTransaction()
{
    if (m_open)
    {
        // Some failures have rolled back already; there is nothing to report then.
        sqlite3_exec(m_connection.Get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void
SqliteTransaction::Commit()
{
    m_connection.Execute("COMMIT");
    m_open = false;
}

} // namespace stardust
} // namespace ns3
