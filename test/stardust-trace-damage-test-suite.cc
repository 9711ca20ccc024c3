/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/input-error.h"
#include "ns3/sqlite-handle.h"
#include "ns3/stardust-compat.h"
#include "ns3/trace-database.h"

#include <cstdio>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// How a process ended that opened a damaged trace and appended a run.
enum Ending
{
    ENDING_RIGHT,   ///< the run is there
    ENDING_REFUSED, ///< one line said what is wrong
    ENDING_UNCLEAR, ///< an error, but not one line that names the file
    ENDING_WRONG,   ///< no error, but the run is not there as it was written
    ENDING_CRASHED, ///< a signal, or another exception
    ENDINGS
};

constexpr uint32_t ROWS = 40;

void
RemoveTrace(const std::string& path)
{
    for (const std::string suffix : {"", "-wal", "-shm", "-journal"})
    {
        std::remove((path + suffix).c_str());
    }
}

/// Append a run of two devices with rows in three tables.
int64_t
AppendRun(const std::string& path)
{
    auto database = Create<TraceDatabase>(path);
    RunDescription run;
    run.name = "run";
    run.parameters = "{\"a\":\"b\"}";
    run.learners = 2;
    std::vector<LearnerRow> learners(2);
    learners[1].learner = 1;
    const int64_t id = database->BeginRun(run, learners, {EdgeRow{0, 1, 0, 1}});
    for (uint32_t i = 0; i < ROWS; ++i)
    {
        database->Append(LocalUpdateRow{0, i, i, i + 1, 0.5});
        MessageRow message{};
        message.receiver = 1;
        message.sequence = i;
        message.outcome = MessageOutcome::DELIVERED;
        message.fraction = 1;
        message.transmission = -1;
        database->Append(message);
    }
    database->FinishRun({}, {});
    return id;
}

/// Whether a run is in the trace as AppendRun() wrote it.
bool
HasRun(const std::string& path, int64_t run)
{
    SqliteConnection connection(path);
    SqliteStatement query(connection,
                          "SELECT (SELECT count(*) FROM run WHERE run_id = ?1 AND status = 'finished'), "
                          "(SELECT total(version) FROM local_update WHERE run_id = ?1), "
                          "(SELECT total(sequence) FROM model_message WHERE run_id = ?1 AND receiver_id = 1)");
    query.Bind(run);
    const double sum = ROWS * (ROWS - 1) / 2.0;
    return query.Step() && query.GetInteger(0) == 1 && query.GetReal(1) == sum &&
           query.GetReal(2) == sum;
}

Ending
TryToAppend(const std::string& path)
{
    const auto judge = [&path](const std::string& message) {
        return FindMissingPart(message, {path}).empty() ? ENDING_REFUSED : ENDING_UNCLEAR;
    };
    try
    {
        return HasRun(path, AppendRun(path)) ? ENDING_RIGHT : ENDING_WRONG;
    }
    catch (const InputError& error)
    {
        return judge(error.what());
    }
    catch (const OutputError& error)
    {
        return judge(error.what());
    }
    catch (const SqliteError& error)
    {
        // Of HasRun(): whoever reads the file is told.
        return judge(error.what());
    }
    catch (const std::exception&)
    {
        return ENDING_CRASHED;
    }
}

/// In a process of its own, which may neither crash nor take long.
Ending
TryInProcess(const std::string& path)
{
    const pid_t child = fork();
    if (child == 0)
    {
        alarm(20);
        _exit(TryToAppend(path));
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? static_cast<Ending>(WEXITSTATUS(status)) : ENDING_CRASHED;
}

/// Flip bits in some bytes, and try; how it ended, counted by ending.
std::vector<int>
TryDamaged(const std::string& path, uint32_t times, uint32_t most, uint32_t seed)
{
    RemoveTrace(path);
    AppendRun(path);
    AppendRun(path);
    const std::string whole = ReadBytes(path);
    std::mt19937 random(seed);
    const auto draw = [&random](uint32_t n) {
        return std::uniform_int_distribution<uint32_t>(0, n - 1)(random);
    };
    std::vector<int> endings(ENDINGS);
    for (uint32_t i = 0; i < times; ++i)
    {
        std::string damaged = whole;
        const uint32_t count = 1 + draw(most);
        for (uint32_t k = 0; k < count; ++k)
        {
            // Half of the time in the first page, which holds header and schema.
            const uint32_t range = draw(2) ? 4096 : damaged.size();
            damaged[draw(range)] ^= static_cast<char>(1 + draw(255));
        }
        RemoveTrace(path);
        WriteFile(path, damaged);
        ++endings.at(TryInProcess(path));
    }
    return endings;
}

/// Damage of one byte and of many, so many times each.
class FlippedTestCase : public TestCase
{
  public:
    explicit FlippedTestCase(uint32_t times)
        : TestCase("a trace with bytes flipped at random, " + std::to_string(2 * times) +
                   " times, is refused with one line or takes a run, never a crash"),
          m_times(times)
    {
    }

  private:
    void DoRun() override;

    uint32_t m_times; ///< with one byte, and with up to 50
};

void
FlippedTestCase::DoRun()
{
    for (const uint32_t most : {1, 50})
    {
        const auto endings = TryDamaged(CreateTempDirFilename("flipped.db"), m_times, most, most);
        NS_TEST_EXPECT_MSG_EQ(endings[ENDING_CRASHED], 0, "crashed or hung");
        NS_TEST_EXPECT_MSG_EQ(endings[ENDING_WRONG], 0, "wrong without a word");
        NS_TEST_EXPECT_MSG_EQ(endings[ENDING_UNCLEAR], 0, "one line that names the file");
        NS_TEST_EXPECT_MSG_GT(endings[ENDING_REFUSED], 0, "some damage is found");
        NS_TEST_EXPECT_MSG_EQ((most > 1 || endings[ENDING_RIGHT] > 0), true, "some damage does not matter");
    }
}

} // namespace

STARDUST_TEST_CASE(TraceCutTestCase, "a trace cut short is refused with one line or takes a run, never a crash")
{
    const std::string path = CreateTempDirFilename("cut.db");
    RemoveTrace(path);
    AppendRun(path);
    const std::string whole = ReadBytes(path);
    for (std::size_t length = 1; length < whole.size(); length += 1021)
    {
        RemoveTrace(path);
        WriteFile(path, whole.substr(0, length));
        const Ending ending = TryInProcess(path);
        const bool fair = ending == ENDING_RIGHT || ending == ENDING_REFUSED;
        NS_TEST_EXPECT_MSG_EQ(fair, true, "ending " << ending << " at " << length);
    }
}

STARDUST_TEST_CASE(TraceRemovedTestCase, "a run whose trace is removed, replaced or moved away ends with one line")
{
    const std::string path = CreateTempDirFilename("removed.db");
    for (const bool replaced : {false, true})
    {
        RemoveTrace(path);
        auto database = Create<TraceDatabase>(path);
        RunDescription run;
        run.learners = 1;
        database->BeginRun(run, {LearnerRow{}}, {});
        database->Append(LocalUpdateRow{0, 1, 0, 5, 0.5});
        RemoveTrace(path);
        if (replaced)
        {
            WriteFile(path, "another");
        }
        std::string message;
        try
        {
            database->FinishRun({}, {});
        }
        catch (const TraceError& error)
        {
            message = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(FindMissingPart(message, {path, "was removed or replaced"}), "", message);
    }
    NS_TEST_EXPECT_MSG_EQ(ReadBytes(path), "another", "what took its place is not touched");
}

/// What may happen to the file of a trace.
class StardustTraceDamageTestSuite : public TestSuite
{
  public:
    StardustTraceDamageTestSuite()
        : TestSuite("stardust-trace-damage", Type::UNIT)
    {
        AddTestCase(new FlippedTestCase(50));
        AddTestCase(new FlippedTestCase(500), STARDUST_TEST_EXTENSIVE);
        AddTestCase(new TraceCutTestCase);
        AddTestCase(new TraceRemovedTestCase);
    }
};

static StardustTraceDamageTestSuite g_stardustTraceDamageTestSuite;
