/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/boolean.h"
#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/float-bytes.h"
#include "ns3/initial-parameters.h"
#include "ns3/model-path.h"
#include "ns3/nonlinear-objective.h"
#include "ns3/npy-reader.h"
#include "ns3/npy-writer.h"
#include "ns3/output-error.h"
#include "ns3/record-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-handle.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

std::string
ReadWhole(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

bool
IsThere(const std::string& path)
{
    struct stat status;
    return stat(path.c_str(), &status) == 0;
}

/// A .npy file as NumPy lays it out.
std::string
MakeNpy(const std::string& header, const std::string& content, char version = 1)
{
    std::string text = header + "\n";
    std::string file = "\x93NUMPY";
    file += version;
    file += '\0';
    for (int b = 0; b < (version == 1 ? 2 : 4); ++b)
    {
        file += static_cast<char>(text.size() >> (8 * b));
    }
    return file + text + content;
}

std::string
FloatBytes(const std::vector<float>& values)
{
    std::vector<uint8_t> bytes(4 * values.size());
    WriteFloatBytes(values.data(), values.size(), bytes.data());
    return std::string(bytes.begin(), bytes.end());
}

/// Devices on the direct network whose models are saved.
struct SavedRun
{
    SavedRun()
    {
        SetSmallTask(helper, DEVICES, 10);
        record.SetEvaluation(MakeSmallTask(DEVICES, 10), Seconds(5));
    }

    RunSummary Run(double seconds)
    {
        DirectNetworkHelper().Install(helper);
        NodeContainer nodes;
        nodes.Create(DEVICES);
        helper.Install(nodes);
        Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
        recorder->StopRecording();
        for (const auto& score : recorder->GetEvaluator()->GetScores())
        {
            losses.push_back(score.loss);
        }
        for (uint32_t i = 0; i < DEVICES; ++i)
        {
            const auto parameters = helper.GetGroup()->GetLearner(i)->GetParameters();
            models.emplace_back(parameters->Data(), parameters->Data() + parameters->Size());
        }
        const RunSummary summary = recorder->Finish();
        Simulator::Destroy();
        return summary;
    }

    static constexpr uint32_t DEVICES = 6;

    LearnerHelper helper;
    RecordHelper record;
    std::vector<double> losses;             //!< of the last evaluation
    std::vector<std::vector<float>> models; //!< at the end
};

std::vector<float>
TakeRow(const NpyArray& array, std::size_t row)
{
    const auto begin = array.values.begin() + row * array.shape[1];
    return std::vector<float>(begin, begin + array.shape[1]);
}

} // namespace

STARDUST_TEST_CASE(NpyRoundTripTestCase,
                   "what is written is read again, bit by bit, is laid out as NumPy's format 1.0 "
                   "says, and leaves no other file")
{
    const std::string path = CreateTempDirFilename("round.npy");
    std::vector<float> values(3 * 70001);
    for (std::size_t i = 0; i < values.size(); ++i)
    {
        values[i] = std::ldexp(static_cast<float>(i) + 0.3f, static_cast<int>(i % 60) - 30);
    }
    values[5] = -0.0f;
    values[6] = 1e-42f;
    for (const auto& shape : std::vector<std::vector<uint32_t>>{{210003}, {3, 70001}})
    {
        {
            NpyWriter writer(path, shape);
            writer.Append(values.data(), 100000);
            writer.Append(values.data() + 100000, values.size() - 100000);
            NS_TEST_EXPECT_MSG_EQ(IsThere(path + ".part" + std::to_string(getpid())), true, "apart");
            writer.Commit();
        }
        NS_TEST_EXPECT_MSG_EQ(IsThere(path + ".part" + std::to_string(getpid())), false, "gone");
        const NpyArray array = ReadNpy(path);
        NS_TEST_EXPECT_MSG_EQ((array.shape == shape), true, "shape");
        NS_TEST_ASSERT_MSG_EQ(array.values.size(), values.size(), "length");
        NS_TEST_EXPECT_MSG_EQ(std::memcmp(array.values.data(), values.data(), 4 * values.size()),
                              0,
                              "bits");
    }
    const std::string bytes = ReadWhole(path);
    const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 70001), }";
    NS_TEST_EXPECT_MSG_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8), "magic, version");
    NS_TEST_EXPECT_MSG_EQ(int(bytes[8]), 118, "128 - 10 bytes of header");
    NS_TEST_EXPECT_MSG_EQ(bytes.substr(10, header.size()), header, "header");
    NS_TEST_EXPECT_MSG_EQ(bytes.substr(125, 3), "  \n", "padded to 128");
    NS_TEST_EXPECT_MSG_EQ(bytes.size(), 128 + 4 * values.size(), "length");
    NpyWriter(path, {7}).Append(values.data(), 3);
    NS_TEST_EXPECT_MSG_EQ((ReadWhole(path) == bytes), true, "half a file replaces none");
    NS_TEST_EXPECT_MSG_EQ(IsThere(path + ".part" + std::to_string(getpid())), false, "and is gone");
}

STARDUST_TEST_CASE(NpyForeignTestCase,
                   "files of other programs are read: version 2.0, float64, other spaces, quotes and "
                   "order of keys")
{
    const std::string path = CreateTempDirFilename("foreign.npy");
    WriteFile(path,
              MakeNpy("{\"shape\" :(2,),'fortran_order':False,  \"descr\":\"<f4\"}",
                      FloatBytes({1.5f, -2}),
                      2));
    const NpyArray single = ReadNpy(path);
    NS_TEST_EXPECT_MSG_EQ((single.shape == std::vector<uint32_t>{2}), true, "shape");
    NS_TEST_EXPECT_MSG_EQ((single.values == std::vector<float>{1.5f, -2}), true, "values");
    const double third = 1.0 / 3;
    std::string bytes(8, '\0');
    std::memcpy(&bytes[0], &third, 8);
    WriteFile(path,
              MakeNpy("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }", bytes));
    NS_TEST_EXPECT_MSG_EQ(ReadNpy(path).values[0], 1.0f / 3, "rounded");
}

STARDUST_TEST_CASE(NpyRefusedTestCase,
                   "each bad file is refused with a line that names it and what was expected")
{
    const std::string path = CreateTempDirFilename("bad.npy");
    const auto refuse = [&](const std::string& content, const std::string& what) {
        WriteFile(path, content);
        STARDUST_EXPECT_INPUT_ERROR(ReadNpy(path), {path + ": ", what});
    };
    const auto header = [](const std::string& type, const std::string& shape) {
        return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
    };
    const std::string numbers = FloatBytes({1, 2, 3, 4});
    const std::string good = MakeNpy(header("<f4", "(4,)"), numbers);
    WriteFile(path, good);
    NS_TEST_EXPECT_MSG_EQ(ReadNpy(path).values.size(), 4, "the good one");
    // Every way to cut it short.
    for (std::size_t size = 0; size < good.size(); ++size)
    {
        refuse(good.substr(0, size), size < 6 ? "is no .npy file" : "ends");
    }
    refuse(good + "x", "holds more than the 4 numbers");
    refuse("", "is no .npy file");
    refuse("P5 an image", "expected it to begin with");
    refuse(MakeNpy(header("<f4", "(4,)"), numbers, 3), "version 3.0, expected 1.0 or 2.0");
    for (const std::string type : {">f4", "<i4", "<f2", "|b1", "|O", ""})
    {
        refuse(MakeNpy(header(type, "(4,)"), numbers), "expected <f4 or <f8");
    }
    refuse(MakeNpy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,)}", numbers),
           "a structured type, expected <f4");
    refuse(MakeNpy("{'descr': '<f4', 'fortran_order': True, 'shape': (4,)}", numbers),
           "expected fortran_order False");
    refuse(MakeNpy(header("<f4", "()"), numbers), "expected one or two dimensions");
    refuse(MakeNpy(header("<f4", "(2, 2, 1)"), numbers), "expected one or two dimensions");
    refuse(MakeNpy(header("<f4", "(0, 4)"), numbers), "none of length 0");
    refuse(MakeNpy(header("<f4", "(5,)"), numbers), "needs 5 numbers, but the file ends after 4");
    refuse(MakeNpy(header("<f4", "(3,)"), numbers), "more than the 3 numbers");
    // Promises of 16 exabytes and more.
    refuse(MakeNpy(header("<f8", "(4294967295, 4294967295)"), numbers), "the file ends after 2");
    refuse(MakeNpy(header("<f4", "(4294967296,)"), numbers), "more than this reader takes");
    refuse(MakeNpy(header("<f4", "(99999999999999999999999,)"), numbers), "more than this reader");
    refuse(std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff{", 13), "header of 4294967295 bytes");
    for (const std::string garbage :
         {"", "{", "{}", "[1, 2]", "{'descr'}", "{'descr': '<f4}", "{'shape': (4,)}",
          "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (4,)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (-4,)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': 4}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), 'more': 1}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)} and more",
          "{'descr': [('a', 'fortran_order': False, 'shape': (4,)}"})
    {
        refuse(MakeNpy(garbage, numbers), "damaged header, expected {'descr'");
    }
    STARDUST_EXPECT_INPUT_ERROR(ReadNpy(path + ".absent"), {path + ".absent: cannot be opened"});
    STARDUST_EXPECT_INPUT_ERROR(ReadNpy("/"), {"/: cannot be read"});
}

STARDUST_TEST_CASE(NpyUnwritableTestCase, "a path that cannot be written is refused, or the writing fails with a line")
{
    const std::string nowhere = CreateTempDirFilename("no-such-folder") + "/x.npy";
    STARDUST_EXPECT_INPUT_ERROR(CheckWritable(nowhere, "--o=" + nowhere),
                                {"--o=" + nowhere + ": cannot be written: No such file"});
    STARDUST_EXPECT_INPUT_ERROR(CheckWritable("/tmp", "--o=/tmp"), {"no ordinary file"});
    STARDUST_EXPECT_INPUT_ERROR(CheckWritable("/dev/null", "--o=/dev/null"), {"no ordinary file"});
    std::string message;
    try
    {
        NpyWriter(nowhere, {1});
    }
    catch (const OutputError& error)
    {
        message = error.what();
    }
    NS_TEST_EXPECT_MSG_EQ(message, nowhere + ": cannot be written: No such file or directory", "line");
    const std::string kept = CreateTempDirFilename("kept.npy");
    WriteFile(kept, "mine");
    STARDUST_EXPECT_INPUT_ERROR(CheckWritable(kept, "--o"), {"--o: exists and is no .npy file"});
    NS_TEST_EXPECT_MSG_EQ(ReadWhole(kept), "mine", "looking changes nothing");
    NpyWriter late(kept, {1});
    const float number = 2;
    late.Append(&number, 1);
    message.clear();
    try
    {
        late.Commit();
    }
    catch (const OutputError& error)
    {
        message = error.what();
    }
    NS_TEST_EXPECT_MSG_EQ(message, kept + ": exists and is no .npy file; it was left as it is", "late");
    NS_TEST_EXPECT_MSG_EQ(ReadWhole(kept), "mine", "and stays");
}

STARDUST_TEST_CASE(ModelPathTestCase, "times and runs enter the name of a file; other percent signs are refused")
{
    const ModelPath path("a%%b/m-%r-%t.npy");
    NS_TEST_EXPECT_MSG_EQ((path.HasTime() && path.HasRun()), true, "both");
    NS_TEST_EXPECT_MSG_EQ(path.Expand(Seconds(100), 7), "a%b/m-7-100.npy", "whole seconds");
    NS_TEST_EXPECT_MSG_EQ(path.Expand(NanoSeconds(12500000000), 7), "a%b/m-7-12.5.npy", "decimals");
    NS_TEST_EXPECT_MSG_EQ(path.Expand(NanoSeconds(1), 0), "a%b/m-0-0.000000001.npy", "a nanosecond");
    NS_TEST_EXPECT_MSG_EQ(ModelPath("m%%t.npy").HasTime(), false, "a percent sign");
    STARDUST_EXPECT_INPUT_ERROR(ModelPath("m%d.npy"), {"--saveModels=m%d.npy", "%t", "%r"});
    STARDUST_EXPECT_INPUT_ERROR(ModelPath("m%"), {"--saveModels=m%", "%t"});
    STARDUST_EXPECT_INPUT_ERROR(ModelPath("%r/m.npy"), {"folder's name"});
    STARDUST_EXPECT_INPUT_ERROR(ModelPath("folder/"), {"the name of a file"});
}

STARDUST_TEST_CASE(ModelSaverTestCase,
                   "files and trace hold the parameters of the chosen devices at the times asked "
                   "for; a run is the same with and without saving")
{
    const std::string stem = CreateTempDirFilename("saved");
    const std::string trace = stem + ".db";
    for (const std::string suffix : {"", "-wal", "-shm"})
    {
        std::remove((trace + suffix).c_str());
    }
    SavedRun plain;
    plain.record.SetDigest(true);
    const std::string digest = plain.Run(12).result.digest;
    SavedRun run;
    run.record.SetTrace(trace);
    run.record.SetModelSaverAttribute("Path", StringValue(stem + "-%t.npy"));
    run.record.SetModelSaverAttribute("Interval", TimeValue(Seconds(5)));
    run.record.SetModelSaverAttribute("Learners", StringValue("4,0"));
    run.record.SetModelSaverAttribute("ToTrace", BooleanValue(true));
    NS_TEST_EXPECT_MSG_EQ(run.Run(12).result.digest, digest, "the same run");
    const NpyArray last = ReadNpy(stem + "-12.npy");
    NS_TEST_EXPECT_MSG_EQ((last.shape == std::vector<uint32_t>{2, 10}), true, "shape");
    NS_TEST_EXPECT_MSG_EQ((TakeRow(last, 0) == run.models[0]), true, "device 0");
    NS_TEST_EXPECT_MSG_EQ((TakeRow(last, 1) == run.models[4]), true, "device 4");
    SqliteConnection connection(trace);
    SqliteStatement query(connection,
                          "SELECT saved_ns / 1000000000, hex(parameters), version, "
                          "(SELECT count(*) FROM local_update AS u WHERE u.learner_id = "
                          "p.learner_id AND ended_ns <= saved_ns) FROM model_parameters AS p "
                          "ORDER BY saved_ns, learner_id");
    for (const int64_t time : {0, 5, 10, 12})
    {
        const NpyArray file = ReadNpy(stem + "-" + std::to_string(time) + ".npy");
        for (int row = 0; row < 2; ++row)
        {
            NS_TEST_ASSERT_MSG_EQ(query.Step(), true, "a row");
            NS_TEST_EXPECT_MSG_EQ(query.GetInteger(0), time, "time");
            NS_TEST_EXPECT_MSG_EQ(query.GetInteger(2), query.GetInteger(3), "version");
            std::ostringstream hex;
            hex.setf(std::ios::hex | std::ios::uppercase, std::ios::basefield | std::ios::uppercase);
            for (const unsigned char byte : FloatBytes(TakeRow(file, row)))
            {
                hex << int(byte >> 4) << int(byte & 15);
            }
            NS_TEST_EXPECT_MSG_EQ(query.GetText(1), hex.str(), "the file's bytes");
        }
    }
    NS_TEST_EXPECT_MSG_EQ(query.Step(), false, "no more");
}

STARDUST_TEST_CASE(ModelSaverStopTestCase,
                   "a run that ends at a time of saving, because a target stops it, saves once")
{
    const std::string trace = CreateTempDirFilename("stopped.db");
    for (const std::string suffix : {"", "-wal", "-shm"})
    {
        std::remove((trace + suffix).c_str());
    }
    SavedRun run;
    run.record.SetEvaluation(MakeSmallTask(SavedRun::DEVICES, 10), Seconds(1));
    run.record.SetWarmUp(Seconds(4));
    run.record.SetStopRuleAttribute("Staleness", DoubleValue(1000));
    run.record.SetTrace(trace);
    run.record.SetModelSaverAttribute("ToTrace", BooleanValue(true));
    run.record.SetModelSaverAttribute("Interval", TimeValue(Seconds(5)));
    NS_TEST_EXPECT_MSG_EQ(run.Run(20).simulated, Seconds(5), "stopped");
    SqliteConnection connection(trace);
    SqliteStatement query(connection, "SELECT saved_ns, count(*) FROM model_parameters GROUP BY 1");
    for (const int64_t time : {0, 5})
    {
        NS_TEST_ASSERT_MSG_EQ(query.Step(), true, "a time");
        NS_TEST_EXPECT_MSG_EQ(query.GetInteger(0), time * 1000000000, "its time");
        NS_TEST_EXPECT_MSG_EQ(query.GetInteger(1), 6, "once each");
    }
    NS_TEST_EXPECT_MSG_EQ(query.Step(), false, "no more");
}

STARDUST_TEST_CASE(ModelSaverRefusedTestCase, "what cannot be saved as wanted is refused before the run")
{
    const std::string stem = CreateTempDirFilename("refused");
    const auto refuse = [this](const std::string& path,
                               double every,
                               const std::string& learners,
                               const std::string& what) {
        SavedRun run;
        run.record.SetModelSaverAttribute("Path", StringValue(path));
        run.record.SetModelSaverAttribute("Interval", TimeValue(Seconds(every)));
        run.record.SetModelSaverAttribute("Learners", StringValue(learners));
        STARDUST_EXPECT_INPUT_ERROR(run.Run(1), {what});
        Simulator::Destroy();
    };
    refuse(stem + ".npy", 1, "all", "expected %t");
    refuse(stem + "/x.npy", 0, "all", "--saveModels=" + stem + "/x.npy: cannot be written");
    refuse(stem + ".npy", 0, "0,6", "--saveLearners=0,6: '6': expected a whole number from 0 to 5");
    refuse(stem + ".npy", 0, "0,0", "--saveLearners=0,0: expected all, or different ids");
    refuse(stem + ".npy", 0, "", "--saveLearners=: expected all");
    NS_TEST_EXPECT_MSG_EQ(IsThere(stem + ".npy"), false, "nothing is left");
    SavedRun run;
    run.record.SetModelSaverAttribute("ToTrace", BooleanValue(true));
    STARDUST_EXPECT_INPUT_ERROR(run.Run(1), {"--saveToTrace", "trace"});
    Simulator::Destroy();
}

STARDUST_TEST_CASE(ContinueTestCase,
                   "a run that begins with the models of another begins with its scores; one vector "
                   "serves all; other shapes are refused with both numbers")
{
    const std::string path = CreateTempDirFilename("continued.npy");
    SavedRun first;
    first.record.SetModelSaverAttribute("Path", StringValue(path));
    first.Run(12);
    SavedRun second;
    second.helper.SetInitialParameters(path);
    second.Run(0);
    NS_TEST_EXPECT_MSG_EQ((second.models == first.models), true, "the same models");
    NS_TEST_EXPECT_MSG_EQ((second.losses == first.losses), true, "the same scores");
    NS_TEST_EXPECT_MSG_NE(first.losses[0], first.losses[1], "not all alike");

    const auto write = [&path](const std::vector<uint32_t>& shape, std::vector<float> values) {
        NpyWriter writer(path, shape);
        writer.Append(values.data(), values.size());
        writer.Commit();
    };
    write({10}, first.models[2]);
    SavedRun common;
    common.helper.SetInitialParameters(path);
    common.Run(0);
    for (const auto& model : common.models)
    {
        NS_TEST_EXPECT_MSG_EQ((model == first.models[2]), true, "the one vector");
    }
    const auto refuse = [this, &path](const std::vector<std::string>& parts) {
        SavedRun run;
        STARDUST_EXPECT_INPUT_ERROR((run.helper.SetInitialParameters(path), run.Run(0)), (parts));
        Simulator::Destroy();
    };
    write({9}, std::vector<float>(9));
    refuse({"--initialModel=" + path, "9 parameters", "10"});
    write({5, 10}, std::vector<float>(50));
    refuse({"--initialModel=" + path, "5 rows for 6 devices (--learners)"});
    write({10}, {1, 2, 3, std::nanf(""), 5, 6, 7, 8, 9, 10});
    refuse({path + ": parameter 3 in row 0", "finite"});
}

STARDUST_TEST_CASE(InitializationTestCase,
                   "common initial parameters are one draw, independent ones differ, depend on the "
                   "device alone, and are drawn again alike")
{
    auto objective = CreateObject<NonlinearObjective>();
    objective->SetShape(4);
    const auto alike = [](Ptr<FloatBuffer> a, Ptr<FloatBuffer> b) {
        return std::equal(a->Data(), a->Data() + a->Size(), b->Data(), b->Data() + b->Size());
    };
    InitialParameters common;
    common.Prepare(objective, 5);
    NS_TEST_EXPECT_MSG_EQ(common.Get(0), common.Get(4), "shared");
    InitialParameters independent;
    independent.SetIndependent(true);
    independent.Prepare(objective, 5);
    const Ptr<FloatBuffer> third = independent.Get(3);
    NS_TEST_EXPECT_MSG_EQ(alike(independent.Get(0), third), false, "not alike");
    NS_TEST_EXPECT_MSG_EQ(alike(common.Get(0), third), false, "nor the common ones");
    NS_TEST_EXPECT_MSG_EQ(alike(independent.Get(3), third), true, "drawn again");
    independent.Prepare(objective, 50);
    NS_TEST_EXPECT_MSG_EQ(alike(independent.Get(3), third), true, "among more");
}

/// Models that are written to files and into traces, and read again.
class StardustModelFilesTestSuite : public TestSuite
{
  public:
    StardustModelFilesTestSuite()
        : TestSuite("stardust-model-files", Type::SYSTEM)
    {
        AddTestCase(new NpyRoundTripTestCase);
        AddTestCase(new NpyForeignTestCase);
        AddTestCase(new NpyRefusedTestCase);
        AddTestCase(new NpyUnwritableTestCase);
        AddTestCase(new ModelPathTestCase);
        AddTestCase(new ModelSaverTestCase);
        AddTestCase(new ModelSaverStopTestCase);
        AddTestCase(new ModelSaverRefusedTestCase);
        AddTestCase(new ContinueTestCase);
        AddTestCase(new InitializationTestCase);
    }
};

static StardustModelFilesTestSuite g_stardustModelFilesTestSuite;
