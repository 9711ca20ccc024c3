/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/cifar-dataset-reader.h"
#include "ns3/csv-dataset-reader.h"
#include "ns3/idx-reader.h"
#include "ns3/libsvm-dataset-reader.h"

#include <cmath>
#include <cstdio>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Labels one after the other, such as "0120".
std::string
ListLabels(Ptr<const LabeledDataset> data)
{
    std::string list;
    for (uint32_t i = 0; i < data->GetN(); ++i)
    {
        list += std::to_string(data->GetLabel(i));
    }
    return list;
}

/// Records of CIFAR-10 whose bytes count up from the label.
std::string
MakeCifar(const std::vector<int>& labels)
{
    std::string bytes;
    for (const int label : labels)
    {
        bytes += static_cast<char>(label);
        for (int i = 0; i < 3072; ++i)
        {
            bytes += static_cast<char>(label + i);
        }
    }
    return bytes;
}

/// A few samples in each format that a text can have.
const std::string CSV = "a,b,\"kind, of\"\n1,2.5,cat\n-3e2,\"4\",dog\n5,6,\"a \"\"cat\"\"\"\n";
const std::string LIBSVM = "+1 1:0.5 3:2 # first\n-1 qid:7 2:-1e-3\n1 1:3\n";
const std::string IDX_IMAGES("\0\0\x08\x03\0\0\0\3\0\0\0\2\0\0\0\2abcdefghijkl", 28);
const std::string IDX_LABELS("\0\0\x08\x01\0\0\0\3\0\1\2", 11);

} // namespace

STARDUST_TEST_CASE(RoundTripTestCase,
                   "random float32 values come back exactly from CSV and LIBSVM, plain and gzip")
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(6101);
    const uint32_t samples = 3000;
    const uint32_t features = 37;
    std::vector<float> values(samples * features);
    std::string csv;
    std::string libsvm;
    char text[64];
    for (uint32_t i = 0; i < samples; ++i)
    {
        libsvm += std::to_string(i % 3);
        for (uint32_t f = 0; f < features; ++f)
        {
            const double exponent = random->GetValue(-37, 37);
            const double mantissa = random->GetValue(-1, 1);
            float& value = values[i * features + f];
            value = static_cast<float>(mantissa * std::pow(10, exponent));
            std::snprintf(text, sizeof(text), "%.9g", value);
            csv += text;
            csv += ",";
            std::snprintf(text, sizeof(text), " %u:%.9g", f + 1, value);
            libsvm += text;
        }
        csv += std::to_string(i % 3) + (i + 1 < samples ? "\r\n" : "");
        libsvm += "\n";
    }
    const std::string plain = CreateTempDirFilename("plain");
    const std::string packed = CreateTempDirFilename("packed");
    for (const bool isCsv : {true, false})
    {
        WriteFile(plain, isCsv ? csv : libsvm);
        WriteGzip(packed, isCsv ? csv : libsvm);
        for (const auto& path : {plain, packed})
        {
            Ptr<LabeledDataset> data = isCsv ? ReadCsv(path, {}) : ReadLibsvm(path, {});
            NS_TEST_ASSERT_MSG_EQ(data->GetN(), samples, path);
            NS_TEST_ASSERT_MSG_EQ(data->GetFeatures(), features, path);
            NS_TEST_ASSERT_MSG_EQ(data->GetClasses(), 3, path);
            NS_TEST_EXPECT_MSG_EQ(std::equal(values.begin(), values.end(), data->GetRow(0)),
                                  true,
                                  "values of " << path);
            NS_TEST_EXPECT_MSG_EQ(data->GetLabel(5), 2, "label");
        }
    }
}

STARDUST_TEST_CASE(LibsvmTestCase, "LIBSVM gives the values given, 0 for others, and classes or targets")
{
    const std::string path = CreateTempDirFilename("data.svm");
    WriteFile(path, "# all\n\n" + LIBSVM);
    Ptr<LabeledDataset> train = ReadLibsvm(path, {});
    NS_TEST_ASSERT_MSG_EQ(train->GetN(), 3, "samples");
    NS_TEST_ASSERT_MSG_EQ(train->GetFeatures(), 3, "the largest index");
    NS_TEST_EXPECT_MSG_EQ(train->GetRow(0)[2], 2.0f, "given");
    NS_TEST_EXPECT_MSG_EQ(train->GetRow(0)[1], 0.0f, "not given");
    NS_TEST_EXPECT_MSG_EQ(train->GetRow(1)[1], -0.001f, "behind qid");
    NS_TEST_EXPECT_MSG_EQ(ListLabels(train), "101", "numeric order");
    LibsvmOptions options;
    options.features = 5;
    NS_TEST_EXPECT_MSG_EQ(ReadLibsvm(path, options)->GetFeatures(), 5, "more than the largest index");
    options.regression = true;
    NS_TEST_EXPECT_MSG_EQ(ReadLibsvm(path, options)->GetTarget(1), -1.0f, "target");
    WriteFile(path, "-1 1:2\n1\n");
    Ptr<LabeledDataset> test = ReadLibsvm(path, {}, train);
    NS_TEST_EXPECT_MSG_EQ(test->GetFeatures(), 3, "those of the training data");
    NS_TEST_EXPECT_MSG_EQ(ListLabels(test), "01", "labels, one without a value");
    WriteFile(path, "-1 4:2\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadLibsvm(path, {}, train),
                                {path + ":1:4: '4:2': expected at most 3 features as in the training"});
    WriteFile(path, "1 1:1\n2 1:2\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadLibsvm(path, {}, train), {path + ":2:1: '2': unknown label"});
}

STARDUST_TEST_CASE(LibsvmErrorsTestCase,
                   "each kind of bad LIBSVM is refused with file, line, character and reason")
{
    const std::string path = CreateTempDirFilename("bad.svm");
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", ": no sample"},
        {"1\n2\n", ": no feature"},
        {"1 1:1\n2 0:1\n", ":2:3: '0:1': index 0, expected indices from 1"},
        {"1 1:1\n2 2:1 1:1\n", ":2:7: '1:1': index 1 behind 2, expected ascending"},
        {"1 1:1\n2 2:1 2:1\n", ":2:7: '2:1': index 2 behind 2, expected ascending"},
        {"1 1:1\n2 1:x\n", ":2:3: '1:x': expected INDEX:VALUE, the value"},
        {"1 1:1\n2 1:nan\n", ":2:3: '1:nan': expected INDEX:VALUE, the value"},
        {"1 1:1\n2 1:\n", ":2:3: '1:': expected INDEX:VALUE, the value"},
        {"1 1:1\n2 x:1\n", ":2:3: 'x:1': expected INDEX:VALUE, the index"},
        {"1 1:1\n2 -1:1\n", ":2:3: '-1:1': expected INDEX:VALUE, the index"},
        {"1 1:1\n2  1\n", ":2:4: '1': expected INDEX:VALUE"},
        {"1 1:1\nx 1:1\n", ":2:1: 'x': expected a label"},
        {"1 1:1\nnan 1:1\n", ":2:1: 'nan': expected a label"},
        {"1 1:1\n1,2 1:1\n", ":2:1: '1,2': expected a label"},
        {"1 1:1\n1 1:2\n", ": all samples are of class '1'"},
        {"1 1:1\n2 4294967296:1\n", ":2:3: '4294967296:1': index beyond"},
        {"1 1:1\n2 99999999999999999999999:1\n", ":2:3: '99999999999999999999999:1': index beyond"},
        {"1 1:1\n2 600000000:1\n", ":2:3: '600000000:1': with 600000000 features 2 samples"}};
    for (const auto& [content, message] : cases)
    {
        WriteFile(path, content);
        STARDUST_EXPECT_INPUT_ERROR(ReadLibsvm(path, {}), {path + message});
    }
}

STARDUST_TEST_CASE(CifarTestCase, "CIFAR-10 files give labels, pixels and shape; others are refused")
{
    const std::string one = CreateTempDirFilename("one.bin");
    const std::string two = CreateTempDirFilename("two.bin");
    WriteFile(one, MakeCifar({3, 9}));
    WriteGzip(two, MakeCifar({0}));
    Ptr<LabeledDataset> data = ReadCifar({one, two});
    NS_TEST_ASSERT_MSG_EQ(data->GetN(), 3, "records of both files");
    NS_TEST_EXPECT_MSG_EQ(ListLabels(data), "390", "labels");
    NS_TEST_EXPECT_MSG_EQ(data->GetRow(1)[3071], (9 + 3071) % 256 / 255.0f, "last pixel");
    NS_TEST_EXPECT_MSG_EQ(data->GetImageShape().channels, 3, "channels");
    NS_TEST_EXPECT_MSG_EQ(data->GetImageShape().width, 32, "width");
    NS_TEST_EXPECT_MSG_EQ(data->GetClassNames().at(9), "truck", "name");
    WriteFile(two, MakeCifar({1}) + "\x03x");
    STARDUST_EXPECT_INPUT_ERROR(ReadCifar({one, two}), {two + ": 3075 bytes, expected records of 3073"});
    WriteFile(two, MakeCifar({1, 10}));
    STARDUST_EXPECT_INPUT_ERROR(ReadCifar({two}), {two + ": record 1: label 10, expected 0 to 9"});
    WriteFile(two, "");
    STARDUST_EXPECT_INPUT_ERROR(ReadCifar({one, two}), {two + ": 0 bytes"});
    STARDUST_EXPECT_INPUT_ERROR(ReadCifar({one + "-absent"}), {"one.bin-absent: cannot be opened"});
}

STARDUST_TEST_CASE(TextGzipTestCase, "gzip text cut anywhere, or with a wrong checksum, is refused by name")
{
    const std::string whole = CreateTempDirFilename("whole.csv.gz");
    const std::string bad = CreateTempDirFilename("bad.csv.gz");
    WriteGzip(whole, CSV);
    const std::string bytes = ReadBytes(whole);
    for (std::size_t length = 2; length < bytes.size(); ++length)
    {
        WriteFile(bad, bytes.substr(0, length));
        STARDUST_EXPECT_INPUT_ERROR(ReadCsv(bad, {}), {bad + ": is cut short"});
    }
    std::string wrong = bytes;
    wrong[bytes.size() - 7] ^= 0x55;
    WriteFile(bad, wrong);
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(bad, {}), {bad + ": is damaged", "checksum"});
    NS_TEST_EXPECT_MSG_EQ(ReadCsv(whole, {})->GetN(), 3, "the whole file");
}

namespace
{

/// Change a text in one to four random places.
std::string
Mutate(std::string text, Ptr<UniformRandomVariable> random)
{
    const std::string special = "0123456789,.:\"\n\r\t +-eE#xnaif\xFF";
    for (uint32_t changes = random->GetInteger(1, 4); changes > 0 && !text.empty(); --changes)
    {
        const uint32_t at = random->GetInteger(0, text.size() - 1);
        const uint32_t length = random->GetInteger(1, 8);
        const char c = special[random->GetInteger(0, special.size() - 1)];
        switch (random->GetInteger(0, 5))
        {
        case 0:
            text[at] = c;
            break;
        case 1:
            text[at] = static_cast<char>(random->GetInteger(0, 255));
            break;
        case 2:
            text.insert(at, 1, c);
            break;
        case 3:
            text.erase(at, length);
            break;
        case 4:
            text.insert(at, text.substr(random->GetInteger(0, text.size() - 1), length));
            break;
        default:
            text.resize(at);
        }
    }
    return text;
}

/// Whether what was read keeps what a data set promises.
bool
IsSound(const LabeledDataset& data)
{
    bool sound = data.GetN() > 0 && data.GetFeatures() > 0 && data.GetClasses() > 0;
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        sound = sound && data.GetLabel(i) < data.GetClasses();
        for (uint32_t f = 0; f < data.GetFeatures(); ++f)
        {
            sound = sound && std::isfinite(data.GetRow(i)[f]);
        }
    }
    return sound;
}

} // namespace

STARDUST_TEST_CASE(MutationTestCase,
                   "2000 random changes of a small file of each format, plain and packed, are read as "
                   "sound data or refused in one line with the file's name")
{
    const std::string path = CreateTempDirFilename("mutant");
    const std::string labels = CreateTempDirFilename("labels");
    WriteFile(labels, IDX_LABELS);
    LibsvmOptions libsvm;
    libsvm.maxValues = 1000000;
    CsvOptions grouped;
    grouped.groupColumn = "1";
    using Reader = std::function<Ptr<LabeledDataset>()>;
    const std::vector<std::pair<std::string, Reader>> formats{
        {CSV, [&] { return ReadCsv(path, {}); }},
        {"site,x,y,l\nb,1,2,0\na,3,4,1\n", [&] { return ReadCsv(path, grouped); }},
        {LIBSVM, [&] { return ReadLibsvm(path, libsvm); }},
        {MakeCifar({1, 2}), [&] { return ReadCifar({path}); }},
        {IDX_IMAGES, [&] { return ReadIdx(path, labels); }}};
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(6102);
    for (const auto& [content, read] : formats)
    {
        uint32_t good = 0;
        uint32_t refused = 0;
        WriteGzip(path, content);
        const std::string packed = ReadBytes(path);
        for (uint32_t i = 0; i < 2000; ++i)
        {
            WriteFile(path, Mutate(i % 4 == 3 ? packed : content, random));
            Ptr<LabeledDataset> data;
            const std::string message = CatchInputError([&, &read = read] { data = read(); });
            const std::string fault = data ? "" : FindMissingPart(message, {path});
            NS_TEST_EXPECT_MSG_EQ(fault, "", "the message \"" << message << "\" lacks it");
            NS_TEST_EXPECT_MSG_EQ((!data || IsSound(*data)), true, "change " << i << " is not sound");
            ++(data ? good : refused);
        }
        NS_TEST_EXPECT_MSG_GT(refused, 200, "changes must hurt");
        NS_TEST_EXPECT_MSG_GT(good, 10, "and some must not");
    }
}

/// The readers of real data.
class StardustReadersTestSuite : public TestSuite
{
  public:
    StardustReadersTestSuite()
        : TestSuite("stardust-readers", Type::UNIT)
    {
        AddTestCase(new RoundTripTestCase);
        AddTestCase(new LibsvmTestCase);
        AddTestCase(new LibsvmErrorsTestCase);
        AddTestCase(new CifarTestCase);
        AddTestCase(new TextGzipTestCase);
        AddTestCase(new MutationTestCase);
    }
};

static StardustReadersTestSuite g_stardustReadersTestSuite;
