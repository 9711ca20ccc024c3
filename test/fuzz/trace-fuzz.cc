/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include "../stardust-old-schemas.h"

#include "ns3/output-error.h"
#include "ns3/sqlite-handle.h"
#include "ns3/trace-database.h"
#include "ns3/trace-file.h"

#include <algorithm>
#include <cstdio>

namespace ns3
{
namespace stardust
{
namespace fuzz
{

namespace
{

/// What an input is made into.
enum Kind : uint8_t
{
    PLAIN,      //!< the file, byte by byte
    DAMAGED,    //!< bytes that are put into a trace
    DAMAGED_1,  //!< bytes that are put into a trace of schema version 1
    DAMAGED_2,  //!< bytes that are put into a trace of schema version 2
    DAMAGED_3,  //!< bytes that are put into a trace of schema version 3
    KINDS       //!< number of kinds
};

void
RemoveLogs(const std::string& path)
{
    std::remove((path + "-wal").c_str());
    std::remove((path + "-shm").c_str());
    std::remove((path + "-journal").c_str());
}

/// A trace without runs, its pages as small as they can be.
std::string
MakeTrace(const char* schema)
{
    ScratchFile file("template");
    {
        SqliteConnection connection(file.GetPath());
        connection.Execute("PRAGMA page_size = 512");
        connection.Execute(schema);
    }
    return file.Read();
}

const std::string&
GetTrace(uint8_t kind)
{
    static const std::string present = MakeTrace(TRACE_SCHEMA_SQL);
    static const std::string first = MakeTrace(tests::TRACE_SCHEMA_1_SQL);
    static const std::string second = MakeTrace(tests::TRACE_SCHEMA_2_SQL);
    static const std::string third = MakeTrace(tests::TRACE_SCHEMA_3_SQL);
    return kind == DAMAGED_1   ? first
           : kind == DAMAGED_2 ? second
           : kind == DAMAGED_3 ? third
                               : present;
}

/// Four bytes a change: where it is, of three bytes, and what; the first two cut the trace short.
std::string
MakeDamaged(uint8_t kind, ByteSource& source)
{
    std::string trace = GetTrace(kind);
    const uint32_t pages = source.TakeShort();
    if (pages > 0)
    {
        trace.resize(std::min<std::size_t>(trace.size(), 256 * pages));
    }
    while (source.GetLeft() >= 4)
    {
        const uint32_t change = source.TakeWord();
        trace[(change >> 8) % trace.size()] = static_cast<char>(change);
    }
    return trace;
}

/// Add a run, as a program does; what goes wrong while it writes is an OutputError.
void
AppendRun(const std::string& path)
{
    auto database = Create<TraceDatabase>(path);
    RunDescription run;
    run.name = "fuzz";
    run.learners = 2;
    database->BeginRun(run, {LearnerRow{}}, {EdgeRow{0, 1, 0, 1}});
    MessageRow message{};
    message.receiver = 1;
    message.transmission = -1;
    database->Append(message);
    database->FinishRun({}, {});
}

bool
RunTrace(const uint8_t* data, std::size_t size)
{
    static ScratchFile file("trace");
    ByteSource source(data, size);
    const uint8_t kind = source.TakeByte() % KINDS;
    const std::string before =
        kind == PLAIN ? source.TakeRest() : MakeDamaged(kind, source);
    file.Write(before);
    bool written = true;
    const bool accepted = Accepts([&] {
        try
        {
            AppendRun(file.GetPath());
        }
        catch (const OutputError& error)
        {
            Require(std::string(error.what()).find('\n') == std::string::npos, "an error is one line");
            written = false;
        }
    });
    const bool marked = before.size() >= 100 && before.compare(0, 15, "SQLite format 3") == 0;
    Require(accepted || marked || file.Read() == before, "what is no trace is left as it is");
    RemoveLogs(file.GetPath());
    return accepted && written;
}

} // namespace

/** @return the target: a file that a run is to be added to. */
Target
MakeTraceTarget()
{
    return {"trace",
            &RunTrace,
            [] {
                return std::vector<std::string>{std::string(1, '\0'),
                                                std::string("\1\0\0", 3),
                                                std::string("\2\0\0", 3),
                                                std::string("\3\0\0", 3)};
            },
            [] {
                return std::vector<std::string>{std::string(1, '\0') + "no trace",
                                                std::string("\1\0\1", 3),
                                                std::string("\1\0\0\0\0\x3f", 6) +
                                                    static_cast<char>(TRACE_SCHEMA_VERSION + 1),
                                                std::string("\2\0\0\0\0\x44x", 7),
                                                std::string("\3\0\0\0\0\x44x", 7)};
            }};
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
