/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/record-helper.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-handle.h"
#include "ns3/string.h"
#include "ns3/trace-file.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

std::string
ReadFile(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

bool
Exists(const std::string& path)
{
    struct stat status;
    return stat(path.c_str(), &status) == 0;
}

/// Make a run of 6 devices on the ideal network that drops what it is told to.
RunSummary
MakeRecordedRun(const std::string& path, TraceDetail detail, double seconds, bool finish = true)
{
    LearnerHelper helper;
    SetSmallTask(helper, 6, 10);
    helper.SetGroupAttribute("Ledger", StringValue("ns3::stardust::MessageLedger[MessageLifetime=1s]"));
    ApplicationContainer learners = helper.Install(MakeIdealNetwork(6));
    // Device 5 leaves in the middle: what is sent to it afterwards is lost.
    learners.Get(5)->SetStopTime(Seconds(seconds / 2));
    RecordHelper record;
    record.SetTrace(path);
    record.SetName("test");
    record.SetCommandLine("./a 'b c'", "{\"x\":\"1\"}");
    record.SetDetail(detail);
    record.SetEvaluation(MakeSmallTask(6, 10), Seconds(5));
    record.SetWarmUp(Seconds(seconds / 10));
    Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
    recorder->StopRecording();
    recorder->SetBaselines({2, 0.25, std::nan("")}, {1, 0.75, std::nan("")});
    RunSummary summary;
    if (finish)
    {
        summary = recorder->Finish();
    }
    else
    {
        recorder->Dispose();
    }
    Simulator::Destroy();
    return summary;
}

void
SpendWallTime(uint32_t microseconds)
{
    usleep(microseconds);
}

void
RemoveTrace(const std::string& path)
{
    for (const std::string suffix : {"", "-wal", "-shm", "-journal"})
    {
        std::remove((path + suffix).c_str());
    }
}

} // namespace

STARDUST_TEST_CASE(TraceContentTestCase, "the rows of a trace agree with the counters, the monitor and each other")
{
    const std::string path = CreateTempDirFilename("content.db");
    RemoveTrace(path);
    const RunSummary summary = MakeRecordedRun(path, TraceDetail::ALL, 42);
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA integrity_check"), "ok", "integrity");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA foreign_key_check"), "no row", "foreign keys");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "PRAGMA application_id"), TRACE_APPLICATION_ID, "a trace");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "PRAGMA user_version"), TRACE_SCHEMA_VERSION, "version");
    const auto column = [&path](const std::string& name) {
        return AskNumber(path, "SELECT " + name + " FROM run_summary");
    };
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT status FROM run_summary"), "finished", "status");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT name FROM run_summary"), "test", "name");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT command_line FROM run"), "./a 'b c'", "command line");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT parameters ->> '$.x' FROM run"), "1", "parameters");
    NS_TEST_EXPECT_MSG_EQ(column("learners"), 6, "learners");
    NS_TEST_EXPECT_MSG_EQ(column("simulated_s"), 42, "simulated time");
    NS_TEST_EXPECT_MSG_EQ(column("mean_staleness"), summary.result.meanStaleness.value(), "staleness");
    NS_TEST_EXPECT_MSG_EQ(column("ideal_staleness"), summary.result.idealStaleness.value(), "theory");
    NS_TEST_EXPECT_MSG_EQ_TOL(column("mean_accuracy"), summary.accuracy.mean, 1e-12, "mean");
    NS_TEST_EXPECT_MSG_EQ(column("worst_accuracy"), summary.accuracy.worst, "worst");
    NS_TEST_EXPECT_MSG_EQ(column("best_accuracy"), summary.accuracy.best, "best");
    NS_TEST_EXPECT_MSG_EQ_TOL(column("mean_loss"), summary.accuracy.loss, 1e-12, "loss");
    NS_TEST_EXPECT_MSG_EQ(column("alone_accuracy"), 0.25, "baseline");
    NS_TEST_EXPECT_MSG_EQ(column("pooled_accuracy"), 0.75, "baseline");
    NS_TEST_EXPECT_MSG_EQ(column("tracked_sources"), 6, "all sources");
    NS_TEST_EXPECT_MSG_EQ(column("bytes_sent"), summary.messages.bytesSent, "bytes");
    NS_TEST_EXPECT_MSG_GT(summary.messages.lost, 0, "a device that has left loses messages");

    for (const std::string outcome : {"delivered", "lost", "expired", "rejected", "in_flight"})
    {
        NS_TEST_EXPECT_MSG_EQ(AskNumber(path,
                                        "SELECT count(*) FROM model_message WHERE outcome = '" +
                                            outcome + "'"),
                              column("messages_" + outcome),
                              outcome);
    }
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM model_message"),
                          column("messages_sent"),
                          "one row a message");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(DISTINCT sender_id << 32 | sequence) FROM message"),
                          column("messages_sent"),
                          "(sender, sequence) names a message");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM local_update"),
                          column("local_updates"),
                          "one row an update");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT sum(bytes) FROM model_message"),
                          column("bytes_sent"),
                          "bytes");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM membership WHERE state = 'up'"),
                          6,
                          "all start");
    NS_TEST_EXPECT_MSG_EQ(Ask(path,
                              "SELECT learner_id || ' ' || changed_ns FROM membership "
                              "WHERE state = 'down'"),
                          "5 21000000000",
                          "one leaves");
    // Evaluations at 0, 5, ..., 40 and at the end, 42.
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM evaluation"), 10 * 6, "evaluations");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM staleness"), 10 * 6, "samples");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM communication_edge"), 30, "complete");
    NS_TEST_EXPECT_MSG_EQ_TOL(AskNumber(path, "SELECT avg(held_staleness) FROM learner"),
                              column("mean_staleness"),
                              1e-9,
                              "holders average to the whole");
    NS_TEST_EXPECT_MSG_EQ_TOL(AskNumber(path, "SELECT avg(source_staleness) FROM learner"),
                              column("mean_staleness"),
                              1e-9,
                              "sources average to the whole");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM pair_staleness WHERE source_id <> learner_id"),
                          30,
                          "one row a pair");
    NS_TEST_EXPECT_MSG_LT(
        AskNumber(path,
                  "SELECT max(abs(held - held_staleness), abs(away - source_staleness)) FROM learner "
                  "JOIN (SELECT learner_id, avg(mean) AS held FROM pair_staleness GROUP BY 1) USING (learner_id) "
                  "JOIN (SELECT source_id, avg(mean) AS away FROM pair_staleness GROUP BY 1) ON source_id = learner_id "
                  "ORDER BY 1 DESC LIMIT 1"),
        1e-9,
        "pairs average to their holders and their sources");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT digest FROM run"), summary.result.digest, "digest");
}

STARDUST_TEST_CASE(TraceStalenessFromRowsTestCase,
                   "the mean staleness of a trace can be recomputed from its messages and updates")
{
    const std::string path = CreateTempDirFilename("recompute.db");
    RemoveTrace(path);
    const RunSummary summary = MakeRecordedRun(path, TraceDetail::ALL, 30);
    // Replay: updates and deliveries in the order of their time. A delivered
    // model carries what its sender knew when it was sent.
    SqliteConnection connection(path);
    SqliteStatement query(connection,
                          "SELECT ended_ns, 0, learner_id, 0, 0 FROM local_update UNION ALL "
                          "SELECT sent_ns, 1, sender_id, receiver_id, sequence FROM model_message "
                          "UNION ALL SELECT concluded_ns, 2, sender_id, receiver_id, sequence "
                          "FROM model_message WHERE outcome = 'delivered' ORDER BY 1, 2");
    std::vector<std::vector<int64_t>> known(6, std::vector<int64_t>(6, 0));
    std::map<std::pair<int64_t, int64_t>, std::vector<int64_t>> carried;
    double integral = 0;
    double last = 3;
    const auto advance = [&](double now) {
        for (int j = 0; j < 6 && now > last; ++j)
        {
            for (int i = 0; i < 6; ++i)
            {
                integral += (known[i][i] - known[j][i]) * (now - last);
            }
        }
        last = std::max(last, now);
    };
    while (query.Step())
    {
        advance(query.GetInteger(0) / 1e9);
        const int64_t a = query.GetInteger(2);
        const int64_t b = query.GetInteger(3);
        if (query.GetInteger(1) == 0)
        {
            ++known[a][a];
        }
        else if (query.GetInteger(1) == 1)
        {
            carried[{a, query.GetInteger(4)}] = known[a];
        }
        else
        {
            for (int i = 0; i < 6; ++i)
            {
                known[b][i] = std::max(known[b][i], carried[{a, query.GetInteger(4)}][i]);
            }
        }
    }
    advance(30);
    NS_TEST_EXPECT_MSG_EQ_TOL(summary.result.meanStaleness.value(), integral / 27 / 30, 1e-6, "replay");
}

STARDUST_TEST_CASE(TraceDetailTestCase, "less detail leaves rows out, but neither counters nor digest change")
{
    const std::string path = CreateTempDirFilename("detail.db");
    RemoveTrace(path);
    for (const auto detail : {TraceDetail::ALL, TraceDetail::MESSAGES, TraceDetail::SUMMARY})
    {
        MakeRecordedRun(path, detail, 20);
    }
    const auto count = [&path](const std::string& table, int run) {
        return AskNumber(path,
                         "SELECT count(*) FROM " + table + " WHERE run_id = " + std::to_string(run));
    };
    NS_TEST_EXPECT_MSG_GT(count("local_update", 1), 0, "all");
    NS_TEST_EXPECT_MSG_EQ(count("local_update", 2), 0, "messages");
    NS_TEST_EXPECT_MSG_EQ(count("model_message", 2), count("model_message", 1), "messages");
    NS_TEST_EXPECT_MSG_EQ(count("model_message", 3), 0, "summary");
    NS_TEST_EXPECT_MSG_EQ(count("evaluation", 3), count("evaluation", 1), "summary");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(DISTINCT digest) FROM run"), 1, "digest");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path,
                                    "SELECT count(*) FROM (SELECT DISTINCT messages_sent, "
                                    "messages_delivered, messages_lost, bytes_sent, local_updates, "
                                    "mean_accuracy, mean_staleness FROM run_summary)"),
                          1,
                          "counters");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM run_summary"), 3, "appended");
}

STARDUST_TEST_CASE(TraceUnfinishedTestCase, "a run that is not finished is marked so, and the file is whole")
{
    const std::string path = CreateTempDirFilename("unfinished.db");
    RemoveTrace(path);
    MakeRecordedRun(path, TraceDetail::ALL, 20, false);
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT status FROM run"), "failed", "status");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA integrity_check"), "ok", "integrity");
    NS_TEST_EXPECT_MSG_GT(AskNumber(path, "SELECT count(*) FROM model_message"), 0, "rows are there");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT messages_sent FROM run"),
                          AskNumber(path, "SELECT count(*) FROM model_message"),
                          "counters agree with rows");
}

STARDUST_TEST_CASE(TraceProgressTestCase, "rows and totals are written when they have waited for half a second")
{
    const std::string path = CreateTempDirFilename("progress.db");
    RemoveTrace(path);
    auto database = Create<TraceDatabase>(path);
    RunDescription run;
    run.learners = 1;
    run.graph = "complete";
    LearnerRow learner{};
    database->BeginRun(run, {learner}, {});
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT status FROM run"), "running", "begun");
    database->Append(LocalUpdateRow{0, 1, 0, 5, std::nan("")});
    database->Append(LocalUpdateRow{0, 2, 5, 9, std::numeric_limits<double>::infinity()});
    RunProgress progress;
    progress.localUpdates = 2;
    database->SetProgress(progress);
    database->WriteIfDue();
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM local_update"), 0, "not due yet");
    usleep(510000);
    database->WriteIfDue();
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM local_update"), 2, "rows");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT local_updates FROM run"), 2, "totals");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT loss IS NULL FROM local_update"), "1", "no number: NULL");
    database->FinishRun({}, {});
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT status FROM run"), "finished", "finished");
}

STARDUST_TEST_CASE(TraceThreadTestCase, "rows that come fast are written by a thread, none is lost")
{
    const std::string path = CreateTempDirFilename("fast.db");
    RemoveTrace(path);
    auto database = Create<TraceDatabase>(path);
    RunDescription run;
    run.learners = 1;
    run.graph = "complete";
    LearnerRow learner{};
    database->BeginRun(run, {learner}, {});
    for (uint32_t i = 0; i < 300000; ++i)
    {
        database->Append(LocalUpdateRow{0, i, i, i, 0});
    }
    usleep(1500000);
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM local_update"),
                          300000,
                          "all are there without another call");
    database->FinishRun({}, {});
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(DISTINCT version) FROM local_update"), 300000, "once each");
}

STARDUST_TEST_CASE(TraceHeartbeatTestCase, "totals reach the file while a run is under way")
{
    const std::string path = CreateTempDirFilename("heartbeat.db");
    RemoveTrace(path);
    LearnerHelper helper;
    SetSmallTask(helper, 3, 2);
    helper.Install(MakeIdealNetwork(3));
    RecordHelper record;
    record.SetTrace(path);
    Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
    // An event that takes a long time of the wall clock, then some of simulated time.
    Simulator::Schedule(Seconds(10), &SpendWallTime, 700000u);
    Simulator::Stop(Seconds(20));
    Simulator::Run();
    NS_TEST_EXPECT_MSG_GT(AskNumber(path, "SELECT messages_sent FROM run"), 10, "totals");
    NS_TEST_EXPECT_MSG_GT(AskNumber(path, "SELECT count(*) FROM model_message"), 10, "rows");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT status FROM run"), "running", "not finished");
    recorder->Finish();
    Simulator::Destroy();
}

STARDUST_TEST_CASE(TraceUnheldTestCase, "a run is recorded although the script does not hold the recorder")
{
    const std::string path = CreateTempDirFilename("unheld.db");
    RemoveTrace(path);
    {
        LearnerHelper helper;
        SetSmallTask(helper, 3, 2);
        helper.Install(MakeIdealNetwork(3));
        RecordHelper record;
        record.SetTrace(path);
        record.SetEvaluation(MakeSmallTask(3, 2), Seconds(1));
        record.Install(helper.GetGroup());
        Simulator::Stop(Seconds(20));
        Simulator::Run();
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT status FROM run"), "failed", "nobody has finished it");
    NS_TEST_EXPECT_MSG_GT(AskNumber(path, "SELECT count(*) FROM model_message"), 10, "messages");
    NS_TEST_EXPECT_MSG_GT(AskNumber(path, "SELECT count(*) FROM evaluation"), 30, "evaluations");
}

STARDUST_TEST_CASE(TraceTwoWritersTestCase, "two runs may be written to one file at once")
{
    const std::string path = CreateTempDirFilename("two.db");
    RemoveTrace(path);
    auto first = Create<TraceDatabase>(path);
    auto second = Create<TraceDatabase>(path);
    RunDescription run;
    run.learners = 1;
    run.graph = "complete";
    LearnerRow learner{};
    first->BeginRun(run, {learner}, {});
    second->BeginRun(run, {learner}, {});
    for (uint32_t i = 0; i < 100000; ++i)
    {
        first->Append(LocalUpdateRow{0, i, i, i, 0});
        second->Append(LocalUpdateRow{0, i, i, i, 0});
    }
    second->FinishRun({}, {});
    first->FinishRun({}, {});
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM local_update WHERE run_id = 1"), 100000, "first");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM local_update WHERE run_id = 2"), 100000, "second");
}

STARDUST_TEST_CASE(TraceRefusedTestCase,
                   "what is no trace, is newer, or cannot be written is refused and left as it was")
{
    const std::string text = CreateTempDirFilename("notes.txt");
    WriteFile(text, "my only copy");
    STARDUST_EXPECT_INPUT_ERROR(Create<TraceDatabase>(text), {"--trace=" + text, "no stardust trace"});
    NS_TEST_EXPECT_MSG_EQ(ReadFile(text), "my only copy", "not touched");

    const std::string other = CreateTempDirFilename("other.db");
    RemoveTrace(other);
    SqliteConnection(other).Execute("CREATE TABLE t (x); INSERT INTO t VALUES (1);");
    const std::string before = ReadFile(other);
    STARDUST_EXPECT_INPUT_ERROR(Create<TraceDatabase>(other), {"--trace=" + other, "no stardust trace"});
    NS_TEST_EXPECT_MSG_EQ((ReadFile(other) == before), true, "not touched");

    const std::string newer = CreateTempDirFilename("newer.db");
    RemoveTrace(newer);
    Create<TraceDatabase>(newer);
    SqliteConnection(newer).Execute("PRAGMA user_version = 99");
    STARDUST_EXPECT_INPUT_ERROR(Create<TraceDatabase>(newer), {"--trace=" + newer, "99"});

    const std::string nowhere = CreateTempDirFilename("no-such-folder") + "/x/y.db";
    STARDUST_EXPECT_INPUT_ERROR(Create<TraceDatabase>(nowhere), {"--trace=" + nowhere});
    NS_TEST_EXPECT_MSG_EQ(Exists(nowhere), false, "nothing half-made");
    STARDUST_EXPECT_INPUT_ERROR(Create<TraceDatabase>("/proc/trace.db"), {"--trace=/proc/trace.db"});
    STARDUST_EXPECT_INPUT_ERROR(Create<TraceDatabase>("/tmp"), {"--trace=/tmp"});

    const std::string empty = CreateTempDirFilename("empty.db");
    RemoveTrace(empty);
    WriteFile(empty, "");
    Create<TraceDatabase>(empty);
    NS_TEST_EXPECT_MSG_EQ(Ask(empty, "SELECT count(*) FROM run"), "0", "an empty file becomes a trace");
}

/// The SQLite trace.
class StardustTraceTestSuite : public TestSuite
{
  public:
    StardustTraceTestSuite()
        : TestSuite("stardust-trace", Type::SYSTEM)
    {
        AddTestCase(new TraceContentTestCase);
        AddTestCase(new TraceStalenessFromRowsTestCase);
        AddTestCase(new TraceDetailTestCase);
        AddTestCase(new TraceUnfinishedTestCase);
        AddTestCase(new TraceProgressTestCase);
        AddTestCase(new TraceThreadTestCase);
        AddTestCase(new TraceHeartbeatTestCase);
        AddTestCase(new TraceUnheldTestCase);
        AddTestCase(new TraceTwoWritersTestCase);
        AddTestCase(new TraceRefusedTestCase);
    }
};

static StardustTraceTestSuite g_stardustTraceTestSuite;
