/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SQLITE_HANDLE_H
#define SQLITE_HANDLE_H

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace ns3
{
namespace stardust
{

/// A failure of SQLite; what() names the file.
class SqliteError : public std::runtime_error
{
  public:
    /**
     * @param what one line.
     * @param code SQLite's primary result code.
     */
    SqliteError(const std::string& what, int code);

    /** @return whether another process holds the file. */
    bool IsBusy() const;

  private:
    int m_code; //!< SQLite's primary result code
};

/**
 * @ingroup stardust
 * An open SQLite file; closed with the object. One thread at a time.
 */
class SqliteConnection
{
  public:
    /**
     * Open for reading and writing, creating the file if it does not exist.
     * @param path the file.
     * @throws SqliteError if that is not possible.
     */
    explicit SqliteConnection(const std::string& path);

    /**
     * Run statements that need no values and whose rows are not wanted.
     * @param sql one or more statements.
     * @throws SqliteError on failure.
     */
    void Execute(const std::string& sql);

    /** @return rowid of the last row inserted. */
    int64_t GetLastInsertId() const;

    /** @return path of the file. */
    const std::string& GetPath() const;

    /** @return SQLite's handle. */
    sqlite3* Get() const;

    /**
     * @param doing what failed.
     * @return the error that SQLite reports, as an exception to throw.
     */
    SqliteError MakeError(const std::string& doing) const;

  private:
    /// Closes a connection.
    struct Close
    {
        /** @param handle what to close. */
        void operator()(sqlite3* handle) const;
    };

    std::string m_path;                       //!< path of the file
    std::unique_ptr<sqlite3, Close> m_handle; //!< the connection
};

/**
 * @ingroup stardust
 * A prepared statement; finalized with the object, which the connection must
 * outlive. Parameters are bound in order: Bind(a).Bind(b).Run().
 */
class SqliteStatement
{
  public:
    /**
     * @param connection where it runs.
     * @param sql one statement.
     * @throws SqliteError if it does not compile.
     */
    SqliteStatement(SqliteConnection& connection, const std::string& sql);

    /**
     * Bind the next parameter.
     * @param value the value.
     * @return this statement.
     */
    SqliteStatement& Bind(int64_t value);
    /**
     * Bind the next parameter; what is no number becomes NULL.
     * @param value the value.
     * @return this statement.
     */
    SqliteStatement& Bind(double value);
    /**
     * Bind the next parameter; an absent value becomes NULL.
     * @param value the value.
     * @return this statement.
     */
    SqliteStatement& Bind(const std::optional<double>& value);
    /**
     * Bind the next parameter; the text is copied.
     * @param value the value.
     * @return this statement.
     */
    SqliteStatement& Bind(const std::string& value);
    /**
     * Bind the next parameter to bytes, which are not copied: they must be there until
     * after Run().
     * @param bytes the value.
     * @return this statement.
     */
    SqliteStatement& BindBytes(const std::vector<uint8_t>& bytes);
    /**
     * Bind the next parameter to a literal, which is not copied; null becomes NULL.
     * @param literal text that is never freed.
     * @return this statement.
     */
    SqliteStatement& BindLiteral(const char* literal);
    /**
     * Bind the next parameter to NULL.
     * @return this statement.
     */
    SqliteStatement& BindNull();

    /**
     * Run to the end and make ready for the next values.
     * @throws SqliteError on failure.
     */
    void Run();

    /**
     * Make a step to the next row.
     * @return whether there is one.
     * @throws SqliteError on failure.
     */
    bool Step();

    /**
     * @param column of the row at hand, from 0.
     * @return its value as an integer.
     */
    int64_t GetInteger(int column) const;

    /**
     * @param column of the row at hand, from 0.
     * @return its value as a number.
     */
    double GetReal(int column) const;

    /**
     * @param column of the row at hand, from 0.
     * @return its value as text, the bytes of a BLOB, empty for NULL.
     */
    std::string GetText(int column) const;

  private:
    /**
     * @param code result of a bind call.
     * @return this statement.
     */
    SqliteStatement& Check(int code);

    /// Finalizes a statement.
    struct Finalize
    {
        /** @param handle what to finalize. */
        void operator()(sqlite3_stmt* handle) const;
    };

    SqliteConnection& m_connection;                   //!< where it runs
    std::unique_ptr<sqlite3_stmt, Finalize> m_handle; //!< the statement
    int m_next{1};                                    //!< parameter to bind next
};

/**
 * @ingroup stardust
 * A write transaction: rolled back with the object unless committed before.
 */
class SqliteTransaction
{
  public:
    /**
     * Begin, taking the write lock.
     * @param connection where; it must outlive the transaction.
     * @throws SqliteError on failure; IsBusy() if another process holds the lock.
     */
    explicit SqliteTransaction(SqliteConnection& connection);
    ~SqliteTransaction();

    SqliteTransaction(const SqliteTransaction&) = delete;
    SqliteTransaction& operator=(const SqliteTransaction&) = delete;

    /**
     * Make the changes last.
     * @throws SqliteError on failure; the transaction is then rolled back.
     */
    void Commit();

  private:
    SqliteConnection& m_connection; //!< where
    bool m_open{true};              //!< neither committed nor rolled back
};

} // namespace stardust
} // namespace ns3

#endif // SQLITE_HANDLE_H
