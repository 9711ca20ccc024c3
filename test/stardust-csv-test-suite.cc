/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/csv-dataset-reader.h"

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Classification by these columns.
CsvOptions
Columns(const std::string& label, const std::string& group = "", CsvHeader header = CsvHeader::AUTO)
{
    CsvOptions options;
    options.labelColumn = label;
    options.groupColumn = group;
    options.header = header;
    return options;
}

CsvOptions
RegressionColumns()
{
    CsvOptions options;
    options.regression = true;
    return options;
}

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

std::string
ListGroups(Ptr<const LabeledDataset> data)
{
    std::string list;
    for (uint32_t i = 0; i < data->GetN(); ++i)
    {
        list += std::to_string(data->GetGroup(i));
    }
    return list;
}

std::string
Join(const std::vector<std::string>& words)
{
    std::string joined;
    for (const auto& word : words)
    {
        joined += (joined.empty() ? "" : "|") + word;
    }
    return joined;
}

} // namespace

STARDUST_TEST_CASE(CsvSyntaxTestCase,
                   "byte order mark, CR LF, quotes, commas and line breaks in quotes, blanks around "
                   "cells and blank lines at the end are what RFC 4180 and the manual say")
{
    const std::string path = CreateTempDirFilename("syntax.csv");
    WriteFile(path,
              "\xEF\xBB\xBF\"a\",\"b \"\"q\"\"\",\"kind,\r\nof\"\r\n 1 ,\t2,\"x,y\"\r\n"
              "\"3\", \"4\" ,\"line\nbreak\"\r\n\r\n\n");
    Ptr<LabeledDataset> data = ReadCsv(path, {});
    NS_TEST_EXPECT_MSG_EQ(Join(data->GetFeatureNames()), "a|b \"q\"", "names of features");
    NS_TEST_EXPECT_MSG_EQ(Join(data->GetClassNames()), "line\nbreak|x,y", "names of classes");
    NS_TEST_EXPECT_MSG_EQ(ListLabels(data), "10", "labels");
    NS_TEST_EXPECT_MSG_EQ(data->GetRow(0)[0], 1.0f, "blanks are not part of a cell");
    NS_TEST_EXPECT_MSG_EQ(data->GetRow(1)[1], 4.0f, "a number in quotes");
    NS_TEST_EXPECT_MSG_EQ(Join(ReadCsv(path, Columns("kind,\nof"))->GetClassNames()),
                          "line\nbreak|x,y",
                          "a line break in quotes is LF");
}

STARDUST_TEST_CASE(LongRecordTestCase,
                   "records longer than what is read at a time, with and without quotes, are read whole")
{
    const std::string path = CreateTempDirFilename("long.csv");
    const uint32_t columns = 200000;
    std::string wide;
    for (uint32_t i = 0; i < columns; ++i)
    {
        wide += std::to_string(i) + ",";
    }
    std::string name;
    for (uint32_t i = 0; i < columns; ++i)
    {
        name += "name\n";
    }
    WriteFile(path, wide + "x\n" + wide + "\"" + name + "\"\n" + wide + "x");
    Ptr<LabeledDataset> data = ReadCsv(path, {});
    NS_TEST_ASSERT_MSG_EQ(data->GetN(), 3, "records");
    NS_TEST_ASSERT_MSG_EQ(data->GetFeatures(), columns, "features");
    NS_TEST_EXPECT_MSG_EQ((data->GetClassNames().at(0) == name), true, "the long cell");
    for (uint32_t i = 0; i < columns; ++i)
    {
        NS_TEST_ASSERT_MSG_EQ(data->GetRow(2)[i], i, "a value of the last record");
    }
}

STARDUST_TEST_CASE(CsvHeaderTestCase, "the first line is a header if told so or if its features are text")
{
    const std::string path = CreateTempDirFilename("header.csv");
    WriteFile(path, "1,2,x\n3,4,y\n5,6,x\n");
    NS_TEST_EXPECT_MSG_EQ(ReadCsv(path, {})->GetN(), 3, "numbers are a sample");
    NS_TEST_EXPECT_MSG_EQ(ReadCsv(path, Columns("", "", CsvHeader::YES))->GetN(), 2, "forced");
    NS_TEST_EXPECT_MSG_EQ(ReadCsv(path, Columns("x"))->GetN(), 2, "a name needs a header");
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, Columns("x", "", CsvHeader::NO)),
                                {path + ":1: ", "numbers from 1"});
    WriteFile(path, ",name,kind\n1,2,x\n3,4,y\n");
    NS_TEST_EXPECT_MSG_EQ(ReadCsv(path, {})->GetN(), 2, "a blank name says nothing");
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, Columns("", "", CsvHeader::NO)),
                                {path + ":1: column 1: blank, expected a finite number"});
    WriteFile(path, "1,n/a,x\n3,4,y\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, {}), {path + ":1: ", "header"});
    WriteFile(path, "1,nan,x\n3,4,y\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, {}), {path + ":1: column 2: 'nan', expected a finite"});
}

STARDUST_TEST_CASE(CsvColumnsTestCase,
                   "label and group are the columns asked for, all others are features; groups 0 .. "
                   "n-1 are numbered so, others as they appear")
{
    const std::string path = CreateTempDirFilename("columns.csv");
    WriteFile(path, "site,x,kind,y\noslo,1,b,10\nrome,2,a,20\noslo,3,b,30\n");
    Ptr<LabeledDataset> data = ReadCsv(path, Columns("kind", "site"));
    NS_TEST_EXPECT_MSG_EQ(Join(data->GetFeatureNames()), "x|y", "features");
    NS_TEST_EXPECT_MSG_EQ(data->GetRow(2)[1], 30.0f, "a value behind the label");
    NS_TEST_EXPECT_MSG_EQ(ListLabels(data), "101", "alphabetic");
    NS_TEST_EXPECT_MSG_EQ(ListGroups(data), "010", "as they appear");
    NS_TEST_EXPECT_MSG_EQ(ListLabels(ReadCsv(path, Columns("3", "1"))), "101", "by number");
    NS_TEST_EXPECT_MSG_EQ(data->Select({1})->GetClassNames().size(), 2, "names in a selection");
    WriteFile(path, "2,1,b\n0,2,a\n1,3,b\n0,3,b\n");
    NS_TEST_EXPECT_MSG_EQ(ListGroups(ReadCsv(path, Columns("", "1"))), "2010", "as they are");
    WriteFile(path, "2,1,b\n0,2,a\n7,3,b\n0,3,b\n");
    NS_TEST_EXPECT_MSG_EQ(ListGroups(ReadCsv(path, Columns("", "1"))), "0121", "one is missing");
    WriteFile(path, "x,t\n1,2.5\n2,-1e3\n");
    data = ReadCsv(path, RegressionColumns());
    NS_TEST_EXPECT_MSG_EQ(data->IsRegression(), true, "targets");
    NS_TEST_EXPECT_MSG_EQ(data->GetTarget(1), -1000.0f, "target");
}

STARDUST_TEST_CASE(ClassNumberingTestCase,
                   "classes of numbers are in numeric order and equal numbers one class; others are in "
                   "the order of the text; test data get the numbers of the training data")
{
    const std::string path = CreateTempDirFilename("classes.csv");
    WriteFile(path, "0,10\n0,9\n0,+9.0\n0,-1\n");
    Ptr<LabeledDataset> train = ReadCsv(path, {});
    NS_TEST_EXPECT_MSG_EQ(ListLabels(train), "2110", "numeric order");
    NS_TEST_EXPECT_MSG_EQ(Join(train->GetClassNames()), "-1|+9.0|10", "names");
    WriteFile(path, "0,1e1\n0,10\n");
    NS_TEST_EXPECT_MSG_EQ(ListLabels(ReadCsv(path, {}, train)), "22", "equal numbers");
    WriteFile(path, "0,10\n0,9\n0,x\n");
    train = ReadCsv(path, {});
    NS_TEST_EXPECT_MSG_EQ(ListLabels(train), "012", "order of the text");
    WriteFile(path, "5,x\n6,x\n");
    Ptr<LabeledDataset> test = ReadCsv(path, {}, train);
    NS_TEST_EXPECT_MSG_EQ(ListLabels(test), "22", "the number in the training data");
    NS_TEST_EXPECT_MSG_EQ(test->GetClasses(), 3, "the classes of the training data");
    WriteFile(path, "5,x\n6,y\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, {}, train),
                                {path + ":2: column 2: 'y': unknown label", "'10', '9', 'x'"});
    WriteFile(path, "5,6,x\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, {}, train), {path + ":1: 2 features, expected 1"});
}

STARDUST_TEST_CASE(TestColumnsTestCase, "test data whose columns are in another order are refused")
{
    const std::string path = CreateTempDirFilename("order.csv");
    WriteFile(path, "a,b,l\n1,2,x\n3,4,y\n");
    Ptr<LabeledDataset> train = ReadCsv(path, {});
    WriteFile(path, "1,2,x\n");
    NS_TEST_EXPECT_MSG_EQ(ReadCsv(path, {}, train)->GetN(), 1, "without a header none can differ");
    WriteFile(path, "l,a,b\ny,2,3\n");
    NS_TEST_EXPECT_MSG_EQ(ListLabels(ReadCsv(path, Columns("l"), train)), "1", "the label may move");
    WriteFile(path, "b,a,l\n1,2,x\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, {}, train), {path + ":1: column 'b' (1): expected 'a'"});
}

STARDUST_TEST_CASE(CsvErrorsTestCase, "each kind of bad CSV is refused with file, line, column and reason")
{
    const std::string path = CreateTempDirFilename("bad.csv");
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", ": no sample, the file is empty"},
        {"a,b\n", ": no sample, only a header"},
        {"a,b\n1,x\n1,2,y\n", ":3: columns: 3, expected 2 as in line 1"},
        {"a,b\n1,x\n1\n", ":3: columns: 1, expected 2 as in line 1"},
        {"a,b\n1,x\nc,y\n", ":3: column 'a' (1): 'c', expected a finite number"},
        {"a,b\n1,x\n,y\n", ":3: column 'a' (1): blank, expected a finite number"},
        {"a,b\n1,x\nNaN,y\n", ":3: column 'a' (1): 'NaN', expected a finite number"},
        {"a,b\n1,x\n-inf,y\n", ":3: column 'a' (1): '-inf', expected a finite number"},
        {"a,b\n1,x\n1e39,y\n", ":3: column 'a' (1): '1e39', expected a finite number"},
        {"a,b\n1,x\n1,\n", ":3: column 'b' (2): blank, expected a label"},
        {"a,b\n1,x\n1,nan\n", ":3: column 'b' (2): 'nan', expected a label"},
        {"a,b\n1,x\n2,x\n", ": column 'b' (2): all samples are of class 'x'"},
        {"1\n2\n", ":1: columns: 1, expected at least one feature"},
        {"1;2\n2;3\n", ":1: columns: 1, expected at least one feature"},
        {"1,x\n\n2,y\n", ":2: blank line"},
        {"1,x\n2,\"y\nz\n", ":2: column 2: a quote is never closed"},
        {"1,x\n2,\"y\"z\n", ":2: column 2: 'z' behind the closing quote"},
        {"1,x\n2,y\"z\"\n", ":2: column 2: 'y\"z\"': a quote within a cell"},
        {"1,\"x\ny\"\n2,y\nz,y\n", ":4: column 1: 'z', expected a finite number"},
        {"1,x\n\"a\nb\",y\n", ":2: column 1: 'a?b', expected"},
        {"\xFF\xFE" "1", ": is text in UTF-16"}};
    for (const auto& [content, message] : cases)
    {
        WriteFile(path, content);
        STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, {}), {path + message});
    }
    WriteFile(path, "a,b,a\n1,x,2\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, Columns("c")),
                                {path + ":1: no column 'c' for the label, expected one of 'a', 'b'"});
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, Columns("4")), {":1: no column 4", "1 to 3"});
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, Columns("0")), {":1: no column 0", "1 to 3"});
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, Columns("b", "g")), {":1: no column 'g' for the group"});
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, Columns("a")), {":1: two columns 'a'"});
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, Columns("b", "2")), {":1: column 2 is both"});
    WriteFile(path, "g,a,b\n1,2,x\n,2,y\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, Columns("b", "g")), {":3: column 'g' (1): blank"});
    WriteFile(path, "a,b\n1,x\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, RegressionColumns()), {":2: column 'b' (2): 'x'"});
    std::string many;
    for (int i = 0; i <= 65536; ++i)
    {
        many += "1," + std::to_string(i) + "\n";
    }
    WriteFile(path, many);
    STARDUST_EXPECT_INPUT_ERROR(ReadCsv(path, {}), {path + ":65537: column 2: '65536': more than 65536"});
}

/// Files of comma-separated values.
class StardustCsvTestSuite : public TestSuite
{
  public:
    StardustCsvTestSuite()
        : TestSuite("stardust-csv", Type::UNIT)
    {
        AddTestCase(new CsvSyntaxTestCase);
        AddTestCase(new LongRecordTestCase);
        AddTestCase(new CsvHeaderTestCase);
        AddTestCase(new CsvColumnsTestCase);
        AddTestCase(new ClassNumberingTestCase);
        AddTestCase(new TestColumnsTestCase);
        AddTestCase(new CsvErrorsTestCase);
    }
};

static StardustCsvTestSuite g_stardustCsvTestSuite;
