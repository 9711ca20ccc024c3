/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What the rows of a trace alone cost: reads the two long tables of one into memory, and times
// one prepared statement a table that inserts them into a new file, in one transaction.
//   bare-rows TRACE NEW

#include "ns3/trace-file.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <set>
#include <sqlite3.h>
#include <string>
#include <vector>

namespace
{

/// A value of a column.
struct Cell
{
    int type;         ///< SQLite's
    int64_t whole;    ///< if it is an integer
    double real;      ///< if it is a number
    const char* text; ///< if it is a text
};

/// A table in memory, row after row.
struct Table
{
    std::string name;        ///< its name
    int columns{0};          ///< of a row
    std::vector<Cell> cells; ///< of all rows
};

[[noreturn]] void
Fail(sqlite3* database)
{
    std::fprintf(stderr, "%s\n", sqlite3_errmsg(database));
    std::exit(1);
}

void
Execute(sqlite3* database, const std::string& sql)
{
    if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    {
        Fail(database);
    }
}

sqlite3_stmt*
Prepare(sqlite3* database, const std::string& sql)
{
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
    {
        Fail(database);
    }
    return statement;
}

Table
Read(sqlite3* database, const std::string& name, std::set<std::string>& texts)
{
    Table table;
    table.name = name;
    sqlite3_stmt* query = Prepare(database, "SELECT * FROM " + name);
    table.columns = sqlite3_column_count(query);
    while (sqlite3_step(query) == SQLITE_ROW)
    {
        for (int i = 0; i < table.columns; ++i)
        {
            Cell cell{sqlite3_column_type(query, i),
                      sqlite3_column_int64(query, i),
                      sqlite3_column_double(query, i),
                      nullptr};
            if (cell.type == SQLITE_TEXT)
            {
                const auto text = reinterpret_cast<const char*>(sqlite3_column_text(query, i));
                cell.text = texts.insert(text).first->c_str();
            }
            table.cells.push_back(cell);
        }
    }
    sqlite3_finalize(query);
    return table;
}

void
Bind(sqlite3_stmt* insert, int column, const Cell& cell)
{
    switch (cell.type)
    {
    case SQLITE_INTEGER:
        sqlite3_bind_int64(insert, column, cell.whole);
        break;
    case SQLITE_FLOAT:
        sqlite3_bind_double(insert, column, cell.real);
        break;
    case SQLITE_TEXT:
        sqlite3_bind_text(insert, column, cell.text, -1, SQLITE_STATIC);
        break;
    default:
        sqlite3_bind_null(insert, column);
    }
}

void
Insert(sqlite3* database, const Table& table)
{
    std::string marks = "?";
    for (int i = 1; i < table.columns; ++i)
    {
        marks += ", ?";
    }
    sqlite3_stmt* insert =
        Prepare(database, "INSERT INTO " + table.name + " VALUES (" + marks + ")");
    for (std::size_t first = 0; first < table.cells.size(); first += table.columns)
    {
        for (int i = 0; i < table.columns; ++i)
        {
            Bind(insert, i + 1, table.cells[first + i]);
        }
        if (sqlite3_step(insert) != SQLITE_DONE)
        {
            Fail(database);
        }
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
}

} // namespace

int
main(int argc, char* argv[])
{
    if (argc != 3)
    {
        std::fprintf(stderr, "bare-rows TRACE NEW\n");
        return 2;
    }
    sqlite3* database = nullptr;
    if (sqlite3_open(argv[1], &database) != SQLITE_OK)
    {
        Fail(database);
    }
    std::set<std::string> texts;
    std::deque<Table> tables;
    std::size_t rows = 0;
    for (const std::string name : {"local_update", "model_message"})
    {
        tables.push_back(Read(database, name, texts));
        rows += tables.back().cells.size() / tables.back().columns;
    }
    sqlite3_close(database);

    if (sqlite3_open(argv[2], &database) != SQLITE_OK)
    {
        Fail(database);
    }
    Execute(database, ns3::stardust::TRACE_SCHEMA_SQL);
    Execute(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    const auto begin = std::chrono::steady_clock::now();
    Execute(database, "BEGIN");
    for (const auto& table : tables)
    {
        Insert(database, table);
    }
    Execute(database, "COMMIT");
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    sqlite3_close(database);
    std::printf("rows %zu insert_s %.6f\n", rows, spent.count());
    return 0;
}
