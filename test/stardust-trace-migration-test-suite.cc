/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-old-schemas.h"
#include "stardust-test-support.h"

#include "ns3/sqlite-handle.h"
#include "ns3/trace-database.h"
#include "ns3/trace-file.h"

#include <atomic>
#include <cstdio>
#include <map>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Two runs of two devices in a file of any older version, with a row or more in every table of
/// version 1 but membership.
const char* const OLD_ROWS = R"sql(
INSERT INTO run (run_id, name, status, started_at, command_line, parameters, module_version,
                 build_type, kernel, rng_seed, rng_run, learners, graph, detail,
                 tracked_sources, coordination, ready_ns, warm_up_ns, messages_sent, stop_reason)
VALUES (1, 'first', 'finished', '2026-01-01T00:00:00Z', './a --x=1', '{"x":"1","y":"a b"}', '0.1',
        'release', 'avx2', 1, 7, 2, 'complete', 'all', 2, 'none', 0, 5, 3, 'duration'),
       (4, 'died', 'running', '2026-01-02T00:00:00Z', './b', '{}', '0.1',
        'release', NULL, 2, 1, 2, '', 'all', 2, 'none', 0, 5, 0, NULL);
INSERT INTO learner VALUES (1, 0, 10, 5, 3, 1.5, 2.5, 0, NULL, 0.25, 0.75),
                           (1, 1, 11, 6, 3, NULL, NULL, NULL, 1e9, NULL, NULL),
                           (4, 0, 10, 5, 3, 1.5, 2.5, 0, NULL, NULL, NULL),
                           (4, 1, 10, 5, 3, 1.5, 2.5, 0, NULL, NULL, NULL);
INSERT INTO learner_class VALUES (1, 0, 0, 5), (1, 1, 1, 6);
INSERT INTO edge VALUES (4, 0, 1, 0, 1.0), (4, 1, 0, 0, 0.5);
INSERT INTO edge_change VALUES (4, 0, 1, 77, 'down', 1.0);
INSERT INTO local_update VALUES (1, 0, 1, 0, 4, 0.5), (1, 0, 2, 4, 8, NULL);
INSERT INTO model_message (run_id, sender_id, sequence, receiver_id, sender_version, payload_bytes,
                           bytes, packets, packets_arrived, sent_ns, concluded_ns, outcome, reason,
                           fraction, staleness, transmission)
VALUES
    (1, 0, 0, 1, 1, 12, 40, 1, 1, 3, 5, 'delivered', NULL, 1.0, 2, NULL),
    (1, 0, 1, 1, 2, 12, 40, 1, 0, 6, 9, 'lost', 'receiver_stopped', 0.0, NULL, 1),
    (1, 1, 0, 0, 0, 12, 40, 1, 0, 8, NULL, 'in_flight', NULL, 0.0, NULL, NULL);
INSERT INTO evaluation VALUES (1, 5, 0, 1, 'time', 9, 0.25, 0.875, NULL, 0.1);
INSERT INTO class_evaluation VALUES (1, 5, 0, 'time', 1, 4, 0.5);
INSERT INTO model_parameters VALUES (1, 0, 9, 2, x'0000803f00000040');
INSERT INTO staleness VALUES (1, 5, 0, 0.5, 1, 2), (1, 5, 1, 1.5, 2, 3);
INSERT INTO staleness_sample VALUES (1, 5, 1.0, 1, 2, 2, 2, 1, 1.5, 2.5, 3, NULL, NULL);
)sql";

/// The rest of version 1.
const char* const ROWS_1 = R"sql(
INSERT INTO membership VALUES (1, 0, 0, 'up'), (1, 1, 0, 'up'), (1, 1, 9, 'down');
)sql";

/// The rest of version 2.
const char* const ROWS_2 = R"sql(
INSERT INTO run_parameter VALUES (1, 'option', 'x', '1'), (1, 'option', 'y', 'a b');
INSERT INTO membership VALUES (1, 0, 0, 'up', 'script'), (1, 1, 9, 'down', 'battery');
INSERT INTO device_usage (run_id, sampled_ns, learner_id, sent_bytes, received_bytes, sent_packets,
                          received_packets, radio_j) VALUES (1, 5, 0, 1, 2, 3, 4, 0.5);
INSERT INTO flow VALUES (1, 1, '10.0.0.1', 9, '10.0.0.2', 9, 17, 0, NULL, 1, 2, 3, 4, 5, 6, 7, 8, 9,
                         10, 11, 12, NULL);
INSERT INTO pair_staleness VALUES (1, 0, 1, 1.5);
INSERT INTO position VALUES (1, 0, 5, 1, 2, 3);
INSERT INTO station VALUES (1, 7, 'access_point', 1, 2, 3);
UPDATE model_message SET first_packet_ns = 4, mac_retries = 2 WHERE outcome = 'delivered';
)sql";

/// The rest of version 3, beside that of version 2.
const char* const ROWS_3 = R"sql(
INSERT INTO stray_source VALUES (1, 0, '10.0.0.9', NULL, 3);
)sql";

/// An older version, and what a file of it holds.
struct OldVersion
{
    std::string number; //!< version
    const char* schema; //!< its text
    std::string rows;   //!< besides OLD_ROWS
    uint32_t tables;    //!< number of tables
};

const OldVersion VERSION_1{"1", TRACE_SCHEMA_1_SQL, ROWS_1, 13};
const OldVersion VERSION_2{"2", TRACE_SCHEMA_2_SQL, ROWS_2, 19};
const OldVersion VERSION_3{"3", TRACE_SCHEMA_3_SQL, std::string(ROWS_2) + ROWS_3, 20};
const std::vector<OldVersion> OLD_VERSIONS{VERSION_1, VERSION_2, VERSION_3};
const std::string PRESENT = std::to_string(TRACE_SCHEMA_VERSION);

std::string
MakeOldTrace(const std::string& path, const OldVersion& version)
{
    for (const std::string suffix : {"", "-wal", "-shm", "-journal"})
    {
        std::remove((path + suffix).c_str());
    }
    SqliteConnection connection(path);
    connection.Execute(version.schema);
    connection.Execute("PRAGMA journal_mode = WAL");
    connection.Execute(std::string("BEGIN;") + OLD_ROWS + version.rows + "COMMIT");
    return path;
}

std::string
Ask(const std::string& path, const std::string& sql)
{
    SqliteConnection connection(path);
    SqliteStatement query(connection, sql);
    return query.Step() ? query.GetText(0) : "no row";
}

/// One kind of entry of the schema: name and text, with every run of blanks as one.
std::map<std::string, std::string>
ReadSchema(SqliteConnection& connection)
{
    SqliteStatement query(connection,
                          "SELECT type || ' ' || name, sql FROM sqlite_schema "
                          "WHERE name NOT LIKE 'sqlite%'");
    std::map<std::string, std::string> schema;
    while (query.Step())
    {
        std::string text;
        for (const char c : query.GetText(1))
        {
            const bool blank = c == ' ' || c == '\n';
            text += blank ? (text.empty() || text.back() == ' ' ? "" : " ") : std::string(1, c);
        }
        schema[query.GetText(0)] = text;
    }
    return schema;
}

/// Every value of an old version's tables, in that version's columns.
std::map<std::string, std::string>
DumpOldColumns(const std::string& path, const OldVersion& version)
{
    SqliteConnection old(":memory:");
    old.Execute(version.schema);
    SqliteConnection connection(path);
    std::map<std::string, std::string> dump;
    SqliteStatement tables(old,
                           "SELECT entry.name, group_concat('quote(' || info.name || ')', ' || '','' || ') "
                           "FROM sqlite_schema AS entry, pragma_table_info(entry.name) AS info "
                           "WHERE entry.type = 'table' GROUP BY entry.name");
    while (tables.Step())
    {
        const std::string table = tables.GetText(0);
        SqliteStatement rows(connection, "SELECT " + tables.GetText(1) + " FROM " + table);
        while (rows.Step())
        {
            dump[table] += rows.GetText(0) + "\n";
        }
    }
    return dump;
}

} // namespace

STARDUST_TEST_CASE(MigrationSchemaTestCase,
                   "a migrated trace has the schema of a fresh one and every old value")
{
    for (const OldVersion& version : OLD_VERSIONS)
    {
        const std::string what = "version " + version.number + ": ";
        const std::string path = MakeOldTrace(CreateTempDirFilename("old" + version.number + ".db"), version);
        const auto before = DumpOldColumns(path, version);
        NS_TEST_EXPECT_MSG_EQ(before.size(), version.tables, what << "rows in every table");
        Create<TraceDatabase>(path);
        {
            SqliteConnection migrated(path);
            SqliteConnection fresh(":memory:");
            fresh.Execute(TRACE_SCHEMA_SQL);
            const auto found = ReadSchema(migrated);
            const auto expected = ReadSchema(fresh);
            NS_TEST_EXPECT_MSG_GT(expected.size(), 20, what << "tables and views");
            NS_TEST_EXPECT_MSG_EQ(found.size(), expected.size(), what << "as many tables and views");
            for (const auto& [name, text] : expected)
            {
                const auto entry = found.find(name);
                NS_TEST_EXPECT_MSG_EQ((entry == found.end() ? "absent" : entry->second), text, what << name);
            }
        }
        const auto after = DumpOldColumns(path, version);
        for (const auto& [table, rows] : before)
        {
            NS_TEST_EXPECT_MSG_EQ(after.at(table), rows, what << "rows of " << table);
        }
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA user_version"), PRESENT, what << "version");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA application_id"), "1398031445", what << "still a trace");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA integrity_check"), "ok", what << "integrity");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA foreign_key_check"), "no row", what << "foreign keys");
        NS_TEST_EXPECT_MSG_EQ(Ask(path,
                                  "SELECT group_concat(run_id || kind || name || '=' || value) "
                                  "FROM run_parameter"),
                              "1optionx=1,1optiony=a b",
                              what << "options of old runs are rows");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM run WHERE ns3_version IS NULL"),
                              "2",
                              what << "nobody knows the ns-3 of old runs");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM stray_source"),
                              (version.number == "3" ? "1" : "0"),
                              what << "nor who sent garbage, before version 3");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM layer_evaluation"), "0", what << "nor of layers");
    }
}

STARDUST_TEST_CASE(MigrationAppendTestCase, "a migrated trace takes another run")
{
    for (const OldVersion& version : OLD_VERSIONS)
    {
        const std::string path = MakeOldTrace(CreateTempDirFilename("append" + version.number + ".db"), version);
        auto database = Create<TraceDatabase>(path);
        RunDescription run;
        run.learners = 1;
        run.graph = "complete";
        NS_TEST_EXPECT_MSG_EQ(database->BeginRun(run, {LearnerRow{}}, {}), 5, "the next run_id");
        database->Append(LocalUpdateRow{0, 1, 0, 5, 0.5});
        RunProgress progress;
        progress.straySources = {{0, "10.0.0.9", std::nullopt, 3}};
        database->SetProgress(progress);
        database->FinishRun({}, {});
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT group_concat(status) FROM run_summary"),
                              "finished,running,finished",
                              "old and new");
        NS_TEST_EXPECT_MSG_EQ(Ask(path,
                                  "SELECT run_id || ' ' || source || ' ' || packets FROM stray_source "
                                  "WHERE run_id = 5"),
                              "5 10.0.0.9 3",
                              "in the new table");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA foreign_key_check"), "no row", "foreign keys");
    }
}

STARDUST_TEST_CASE(MigrationOwnTestCase, "an index, a table and a view of the user's outlive a migration")
{
    const std::string path = MakeOldTrace(CreateTempDirFilename("own.db"), VERSION_1);
    SqliteConnection(path).Execute(
        "CREATE INDEX by_sender ON model_message (run_id, sender_id);"
        "CREATE TABLE note (text); INSERT INTO note VALUES ('mine');"
        "CREATE VIEW late AS SELECT sequence FROM model_message WHERE concluded_ns - sent_ns > 2");
    Create<TraceDatabase>(path);
    NS_TEST_EXPECT_MSG_EQ(Ask(path,
                              "SELECT tbl_name FROM sqlite_schema WHERE name = 'by_sender'"),
                          "model_message",
                          "index");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT text FROM note"), "mine", "table");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM late"), "1", "view");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'stardust_old%'"),
                          "0",
                          "nothing is left over");
}

STARDUST_TEST_CASE(MigrationBusyTestCase,
                   "while another program has an old trace open it is left as it was, and its run goes on")
{
    const std::string path = MakeOldTrace(CreateTempDirFilename("busy.db"), VERSION_2);
    {
        // An old program between two transactions.
        SqliteConnection other(path);
        SqliteStatement insert(other, "INSERT INTO local_update VALUES (?, ?, ?, ?, ?, ?)");
        const auto write = [&insert](int64_t version) {
            insert.Bind(int64_t{4}).Bind(int64_t{0}).Bind(version);
            insert.Bind(int64_t{0}).Bind(int64_t{1}).Bind(0.5).Run();
        };
        write(1);
        STARDUST_EXPECT_INPUT_ERROR(Create<TraceDatabase>(path),
                                    {"--trace=" + path, "older schema", "open in another program"});
        write(2);
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA user_version"), "2", "as it was");
    }
    Create<TraceDatabase>(path);
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA user_version"), PRESENT, "when it is closed");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM local_update WHERE run_id = 4"),
                          "2",
                          "the other's rows");
}

STARDUST_TEST_CASE(MigrationTogetherTestCase, "several that open an old trace at once migrate it once")
{
    const std::string path = MakeOldTrace(CreateTempDirFilename("together.db"), VERSION_1);
    const auto before = DumpOldColumns(path, VERSION_1);
    std::atomic<int> opened{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
    {
        threads.emplace_back([&] {
            OpenTraceFile(path);
            ++opened;
        });
    }
    for (auto& thread : threads)
    {
        thread.join();
    }
    NS_TEST_EXPECT_MSG_EQ(opened.load(), 4, "all have opened it");
    NS_TEST_EXPECT_MSG_EQ((DumpOldColumns(path, VERSION_1) == before), true, "rows are there once");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA integrity_check"), "ok", "integrity");
}

STARDUST_TEST_CASE(MigrationFailedTestCase, "a trace that cannot be migrated is left as it was")
{
    const std::string path = MakeOldTrace(CreateTempDirFilename("failed.db"), VERSION_1);
    // Version 2 checks what version 1 did not.
    SqliteConnection(path).Execute("UPDATE model_message SET reason = 'gremlins' WHERE sequence = 1");
    const auto before = DumpOldColumns(path, VERSION_1);
    STARDUST_EXPECT_INPUT_ERROR(Create<TraceDatabase>(path),
                                {"--trace=" + path, "cannot be brought to version " + PRESENT, "reason"});
    NS_TEST_EXPECT_MSG_EQ((DumpOldColumns(path, VERSION_1) == before), true, "rows");
    SqliteConnection migrated(path);
    SqliteConnection old(":memory:");
    old.Execute(TRACE_SCHEMA_1_SQL);
    NS_TEST_EXPECT_MSG_EQ((ReadSchema(migrated) == ReadSchema(old)), true, "schema");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA user_version"), "1", "version");
}

STARDUST_TEST_CASE(MigrationReadOnlyTestCase, "an old trace that may only be read is refused with one line")
{
    const std::string path = MakeOldTrace(CreateTempDirFilename("read-only.db"), VERSION_1);
    chmod(path.c_str(), 0444);
    const std::string before = ReadBytes(path);
    // Another user for a while, if need be: root may write everything.
    const pid_t child = fork();
    if (child == 0)
    {
        const bool mayWrite = geteuid() == 0 && seteuid(65534) != 0;
        const std::string message = CatchInputError([&] { OpenTraceFile(path); });
        _exit(mayWrite || FindMissingPart(message, {"--trace=" + path}).empty() ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    NS_TEST_EXPECT_MSG_EQ(status, 0, "one line that names the file");
    NS_TEST_EXPECT_MSG_EQ((ReadBytes(path) == before), true, "as it was");
}

/// Older traces become present ones.
class StardustTraceMigrationTestSuite : public TestSuite
{
  public:
    StardustTraceMigrationTestSuite()
        : TestSuite("stardust-trace-migration", Type::UNIT)
    {
        AddTestCase(new MigrationSchemaTestCase);
        AddTestCase(new MigrationAppendTestCase);
        AddTestCase(new MigrationOwnTestCase);
        AddTestCase(new MigrationBusyTestCase);
        AddTestCase(new MigrationTogetherTestCase);
        AddTestCase(new MigrationFailedTestCase);
        AddTestCase(new MigrationReadOnlyTestCase);
    }
};

static StardustTraceMigrationTestSuite g_stardustTraceMigrationTestSuite;
