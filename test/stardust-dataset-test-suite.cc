/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/idx-reader.h"
#include "ns3/number-parser.h"
#include "ns3/share-dealing.h"
#include "ns3/synthetic-task.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

std::string
BigEndian(uint32_t value)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
    {
        bytes += static_cast<char>(value >> shift);
    }
    return bytes;
}

/// Three images of 2 x 2 pixels and their labels.
const std::string IMAGES = BigEndian(0x803) + BigEndian(3) + BigEndian(2) + BigEndian(2) +
                           std::string("\x00\x33\x66\x99\xcc\xff\x01\x02\x03\x04\x05\x06", 12);
const std::string LABELS = BigEndian(0x801) + BigEndian(3) + std::string("\x02\x00\x01", 3);

} // namespace

STARDUST_TEST_CASE(IdxRoundTripTestCase, "IDX files, plain and gzip, give the pixels and labels in them")
{
    const std::string images = CreateTempDirFilename("images");
    const std::string labels = CreateTempDirFilename("labels.gz");
    WriteFile(images, IMAGES);
    WriteGzip(labels, LABELS);
    Ptr<LabeledDataset> data = ReadIdx(images, labels);
    NS_TEST_ASSERT_MSG_EQ(data->GetN(), 3, "number of images");
    NS_TEST_ASSERT_MSG_EQ(data->GetFeatures(), 4, "pixels of an image");
    NS_TEST_ASSERT_MSG_EQ(data->GetClasses(), 3, "largest label plus one");
    NS_TEST_EXPECT_MSG_EQ(data->GetImageShape().channels, 1, "grey");
    NS_TEST_EXPECT_MSG_EQ(data->GetImageShape().height, 2, "rows");
    NS_TEST_EXPECT_MSG_EQ(data->GetImageShape().width, 2, "columns");
    NS_TEST_EXPECT_MSG_EQ(data->GetRow(0)[1], 0x33 / 255.0f, "second pixel of the first image");
    NS_TEST_EXPECT_MSG_EQ(data->GetRow(1)[1], 1.0f, "white is 1");
    NS_TEST_EXPECT_MSG_EQ(data->GetRow(2)[3], 6 / 255.0f, "last pixel of the last image");
    NS_TEST_EXPECT_MSG_EQ(data->GetLabel(0), 2, "label of the first image");
    NS_TEST_EXPECT_MSG_EQ(data->GetLabel(2), 1, "label of the last image");
}

STARDUST_TEST_CASE(IdxErrorsTestCase, "each kind of bad IDX file is refused with its name and the reason")
{
    const std::string good = CreateTempDirFilename("good-images");
    const std::string labels = CreateTempDirFilename("good-labels");
    const std::string bad = CreateTempDirFilename("bad");
    WriteFile(good, IMAGES);
    WriteFile(labels, LABELS);
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(bad + "-absent", labels),
                                {"bad-absent", "No such file"});
    WriteFile(bad, "");
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(bad, labels), {bad, "ends in the magic number"});
    WriteFile(bad, LABELS);
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(bad, labels), {bad, "0x00000801", "0x00000803"});
    WriteFile(bad, IMAGES.substr(0, IMAGES.size() - 1));
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(bad, labels), {bad, "image 2", "found 3"});
    WriteFile(bad, IMAGES.substr(0, 10));
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(bad, labels), {bad, "header"});
    WriteFile(bad, IMAGES + "x");
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(bad, labels), {bad, "more bytes than its header says"});
    WriteFile(bad, BigEndian(0x803) + BigEndian(0) + BigEndian(2) + BigEndian(2));
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(bad, labels), {bad, "no image"});
    WriteFile(bad, BigEndian(0x803) + BigEndian(~0u) + BigEndian(~0u) + BigEndian(~0u));
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(bad, labels), {bad, "more than this reader takes"});
    WriteFile(bad, BigEndian(0x801) + BigEndian(2) + std::string("\x00\x01", 2));
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(good, bad), {bad, "2 labels", "3 images"});
    WriteFile(bad, BigEndian(0x801) + BigEndian(~0u) + "x");
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(good, bad), {bad, "ends in the labels"});
}

STARDUST_TEST_CASE(GzipErrorsTestCase, "a gzip file cut short or damaged is refused")
{
    const std::string labels = CreateTempDirFilename("labels");
    const std::string whole = CreateTempDirFilename("whole.gz");
    const std::string cut = CreateTempDirFilename("cut.gz");
    WriteFile(labels, LABELS);
    WriteGzip(whole, IMAGES);
    std::string content = ReadBytes(whole);
    WriteFile(cut, content.substr(0, content.size() - 12));
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(cut, labels), {cut});
    content[content.size() - 7] ^= 0x55; // in the checksum
    WriteFile(cut, content);
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(cut, labels), {cut});
}

STARDUST_TEST_CASE(IdxLikeTestCase,
                   "IDX test files have the classes of the training data, and images of their size")
{
    const std::string images = CreateTempDirFilename("images");
    const std::string labels = CreateTempDirFilename("labels");
    const std::string other = CreateTempDirFilename("other");
    WriteFile(images, IMAGES);
    WriteFile(labels, LABELS);
    Ptr<LabeledDataset> train = ReadIdx(images, labels);
    WriteFile(other, BigEndian(0x801) + BigEndian(3) + std::string("\0\0\0", 3));
    NS_TEST_EXPECT_MSG_EQ(ReadIdx(images, other, train)->GetClasses(), 3, "not one");
    WriteFile(other, BigEndian(0x801) + BigEndian(3) + std::string("\0\3\0", 3));
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(images, other, train),
                                {other + ": label 3 of image 1", "end at 2"});
    WriteFile(other, BigEndian(0x803) + BigEndian(3) + BigEndian(1) + BigEndian(4) + IMAGES.substr(16));
    STARDUST_EXPECT_INPUT_ERROR(ReadIdx(other, labels, train), {other, "1x4", "2x2"});
}

STARDUST_TEST_CASE(MnistTestCase, "the MNIST test files hold 10 000 images of 784 pixels in 10 classes")
{
    const std::string images = FindSharedData("mnist-t10k/t10k-images-idx3-ubyte.gz");
    const std::string labels = FindSharedData("mnist-t10k/t10k-labels-idx1-ubyte.gz");
    if (images.empty() || labels.empty())
    {
        return;
    }
    Ptr<LabeledDataset> data = ReadIdx(images, labels);
    NS_TEST_EXPECT_MSG_EQ(data->GetN(), 10000, "images");
    NS_TEST_EXPECT_MSG_EQ(data->GetFeatures(), 784, "pixels");
    NS_TEST_EXPECT_MSG_EQ(data->GetClasses(), 10, "classes");
    NS_TEST_EXPECT_MSG_EQ(data->GetLabel(0), 7, "the first digit is a seven");
}

STARDUST_TEST_CASE(SplitTestCase, "a split holds out the share asked for and loses no sample")
{
    auto data = Create<LabeledDataset>(101, 1, 2);
    for (uint32_t i = 0; i < 101; ++i)
    {
        data->GetRow(i)[0] = static_cast<float>(i);
    }
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    const DatasetSplit split = SplitDataset(data, 0.2, random);
    NS_TEST_EXPECT_MSG_EQ(split.test->GetN(), 20, "a fifth, rounded");
    std::set<float> seen;
    for (const auto& part : {split.train, split.test})
    {
        for (uint32_t i = 0; i < part->GetN(); ++i)
        {
            seen.insert(part->GetRow(i)[0]);
        }
    }
    NS_TEST_EXPECT_MSG_EQ(seen.size(), 101, "every sample once");
    STARDUST_EXPECT_INPUT_ERROR(SplitDataset(data, 0, random), {"--testFraction=0"});
    STARDUST_EXPECT_INPUT_ERROR(SplitDataset(data, 1, random), {"--testFraction=1"});
    STARDUST_EXPECT_INPUT_ERROR(SplitDataset(Create<LabeledDataset>(1, 1, 2), 0.5, random),
                                {"--testFraction", "1"});
}

namespace
{

/// Whether two data sets hold the same, row by row.
bool
AreEqual(const LabeledDataset& a, const LabeledDataset& b)
{
    bool equal = a.GetN() == b.GetN() && a.GetFeatures() == b.GetFeatures();
    for (uint32_t i = 0; equal && i < a.GetN(); ++i)
    {
        equal = std::equal(a.GetRow(i), a.GetRow(i) + a.GetFeatures(), b.GetRow(i)) &&
                a.GetLabel(i) == b.GetLabel(i) && a.GetGroup(i) == b.GetGroup(i);
    }
    return equal;
}

/// Rows that tell which they are.
Ptr<LabeledDataset>
MakeNumberedRows(uint32_t samples)
{
    auto data = Create<LabeledDataset>(samples, 3, 7);
    for (uint32_t i = 0; i < samples; ++i)
    {
        std::fill_n(data->GetRow(i), 3, static_cast<float>(i));
        data->SetLabel(i, i % 7);
        data->SetGroup(i, i % 5);
    }
    return data;
}

} // namespace

STARDUST_TEST_CASE(InPlaceTestCase,
                   "holding out and gathering shares in place give what copies would")
{
    for (const uint32_t samples : {2u, 3u, 50u, 1001u})
    {
        Ptr<LabeledDataset> data = MakeNumberedRows(samples);
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(5);
        const DatasetSplit split = SplitDataset(data, 0.3, random);
        random->SetStream(5);
        Ptr<LabeledDataset> test = HoldOut(*data, 0.3, random);
        NS_TEST_EXPECT_MSG_EQ(AreEqual(*test, *split.test), true, "held out of " << samples);
        NS_TEST_EXPECT_MSG_EQ(AreEqual(*data, *split.train), true, "kept of " << samples);

        DataShares shares(3);
        for (uint32_t i = 0; i + 1 < data->GetN(); ++i)
        {
            shares[random->GetInteger(0, 2)].push_back(data->GetN() - 1 - i);
        }
        const DataShares before = shares;
        GatherShares(*data, shares);
        NS_TEST_EXPECT_MSG_EQ(data->GetN() + 1, split.train->GetN(), "nobody's sample is gone");
        for (uint32_t s = 0; s < 3; ++s)
        {
            NS_TEST_EXPECT_MSG_EQ(
                AreEqual(*data->Select(shares[s]), *split.train->Select(before[s])),
                true,
                "share " << s << " of " << samples);
        }
    }
}

STARDUST_TEST_CASE(GaussianTaskTestCase, "class centres are as far apart, and noise as strong, as asked for")
{
    GaussianTask task;
    task.samples = 40000;
    task.features = 200;
    task.classes = 4;
    task.separation = 3;
    Ptr<LabeledDataset> data = MakeGaussianTask(task, 77);
    std::vector<std::vector<double>> mean(4, std::vector<double>(200, 0));
    double noise = 0;
    for (uint32_t i = 0; i < data->GetN(); ++i)
    {
        for (uint32_t f = 0; f < 200; ++f)
        {
            mean[data->GetLabel(i)][f] += data->GetRow(i)[f] / 10000.0;
        }
    }
    for (uint32_t i = 0; i < data->GetN(); ++i)
    {
        for (uint32_t f = 0; f < 200; ++f)
        {
            noise += std::pow(data->GetRow(i)[f] - mean[data->GetLabel(i)][f], 2);
        }
    }
    noise /= 200.0 * (40000 - 4);
    double distance = 0;
    for (int a = 0; a < 4; ++a)
    {
        for (int b = 0; b < a; ++b)
        {
            for (uint32_t f = 0; f < 200; ++f)
            {
                distance += std::pow(mean[a][f] - mean[b][f], 2) / 6;
            }
        }
    }
    // 8e6 squared normals: sd 0.0005. The mean of 6 squared distances with 200
    // terms each, of which 3 x 200 are independent: relative sd sqrt(2 / 600).
    NS_TEST_EXPECT_MSG_EQ_TOL(noise, 1.0, 0.0025, "variance of the noise");
    NS_TEST_EXPECT_MSG_EQ_TOL(distance, 9.0, 9.0 * 4 * std::sqrt(2 / 600.0), "mean squared distance");
    task.classes = 1;
    STARDUST_EXPECT_INPUT_ERROR(MakeGaussianTask(task, 1), {"--classes=1"});
    task.classes = 2;
    task.samples = 0;
    STARDUST_EXPECT_INPUT_ERROR(MakeGaussianTask(task, 1), {"no samples"});
    task.samples = 1;
    task.features = 0;
    STARDUST_EXPECT_INPUT_ERROR(MakeGaussianTask(task, 1), {"--features=0"});
}

STARDUST_TEST_CASE(NumberParserTestCase, "numbers with a rest, a sign or out of range are refused")
{
    NS_TEST_EXPECT_MSG_EQ(ParseWhole("5", 1, 9, "--x=5"), 5, "a number");
    NS_TEST_EXPECT_MSG_EQ(ParseReal("-2.5e1", -100, 100, "--x"), -25.0, "a number");
    for (const std::string text : {"", "5x", "-5", "+5", " 5", "5 ", "0", "10", "99999999999999999999"})
    {
        STARDUST_EXPECT_INPUT_ERROR(ParseWhole(text, 1, 9, "--x=" + text), {"--x=" + text});
    }
    for (const std::string text : {"", "5x", "1e999", "nan", "inf", "0x10", "-1", "1,5"})
    {
        STARDUST_EXPECT_INPUT_ERROR(ParseReal(text, 0, 9, "--x=" + text), {"--x=" + text});
    }
    NS_TEST_EXPECT_MSG_EQ(FormatNumber(0.3), "0.3", "the shortest form");
    const std::vector<std::pair<std::string, float>> numbers{{"+1.5", 1.5f},
                                                             {"-.5e-3", -0.0005f},
                                                             {"1e-50", 0.0f},
                                                             {"-1e-500", 0.0f},
                                                             {"1e-45", 1.401298464e-45f},
                                                             {"3.4028235e38", 3.4028235e38f},
                                                             {"16777217", 16777216.0f}};
    for (const auto& [text, value] : numbers)
    {
        float number = 7;
        NS_TEST_EXPECT_MSG_EQ(ParseFloat(text, number), true, text);
        NS_TEST_EXPECT_MSG_EQ(number, value, text);
    }
    for (const std::string text : {"", "+", "-", "+-1", "++1", "1e39", "1e999", "nan", "-inf", "1x", "0x1", " 1"})
    {
        float number = 7;
        NS_TEST_EXPECT_MSG_EQ(ParseFloat(text, number), false, text);
    }
    NS_TEST_EXPECT_MSG_EQ(IsNotFinite("-Inf") && IsNotFinite("NaN") && !IsNotFinite("1e999") &&
                              !IsNotFinite("none"),
                          true,
                          "nan and inf are known in any case");
}

/// Data sets, their readers and the numbers in options.
class StardustDatasetTestSuite : public TestSuite
{
  public:
    StardustDatasetTestSuite()
        : TestSuite("stardust-dataset", Type::UNIT)
    {
        AddTestCase(new IdxRoundTripTestCase);
        AddTestCase(new IdxErrorsTestCase);
        AddTestCase(new GzipErrorsTestCase);
        AddTestCase(new IdxLikeTestCase);
        AddTestCase(new MnistTestCase);
        AddTestCase(new SplitTestCase);
        AddTestCase(new InPlaceTestCase);
        AddTestCase(new GaussianTaskTestCase);
        AddTestCase(new NumberParserTestCase);
    }
};

static StardustDatasetTestSuite g_stardustDatasetTestSuite;
