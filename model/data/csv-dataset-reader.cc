/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csv-dataset-reader.h"

#include "class-vocabulary.h"
#include "csv-record-reader.h"
#include "input-error.h"
#include "number-parser.h"

#include "ns3/abort.h"

#include <algorithm>
#include <limits>
#include <map>

namespace ns3
{
namespace stardust
{

namespace
{

constexpr std::size_t NO_COLUMN = std::numeric_limits<std::size_t>::max();
constexpr uint64_t MAX_SAMPLES = std::numeric_limits<uint32_t>::max();

bool
IsWhole(const std::string& text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c >= '0' && c <= '9';
    });
}

/// Reads one file: makes sense of the first record, then takes samples.
class CsvDatasetReader
{
  public:
    CsvDatasetReader(const std::string& path,
                     const CsvOptions& options,
                     Ptr<const LabeledDataset> like)
        : m_records(path),
          m_options(options),
          m_like(like),
          m_classes(like ? like->GetClassNames() : std::vector<std::string>())
    {
    }

    Ptr<LabeledDataset> Read()
    {
        if (!m_records.Next())
        {
            throw InputError(m_records.GetPath() + ": no sample, the file is empty");
        }
        m_columns = m_records.GetCells().size();
        m_firstLine = m_records.GetLineNumber();
        FindColumns();
        bool more = true;
        if (HasHeader())
        {
            m_names.assign(m_records.GetCells().begin(), m_records.GetCells().end());
            CheckColumns();
            more = m_records.Next();
        }
        else
        {
            CheckColumns();
        }
        for (; more; more = m_records.Next())
        {
            TakeSample();
        }
        return Build();
    }

  private:
    /// A column given by its number, or by its name in the first record.
    std::size_t FindColumn(const std::string& column, const std::string& what) const
    {
        const auto& cells = m_records.GetCells();
        if (IsWhole(column))
        {
            const bool there = column.size() < 10 && std::stoul(column) >= 1 &&
                               std::stoul(column) <= m_columns;
            if (!there)
            {
                m_records.Fail("no column " + column + " for the " + what + ", expected 1 to " +
                               std::to_string(m_columns) + " or a name");
            }
            return std::stoul(column) - 1;
        }
        const auto found = std::find(cells.begin(), cells.end(), column);
        if (found == cells.end())
        {
            m_records.Fail("no column " + QuoteForMessage(column) + " for the " + what +
                           ", expected one of " + ListCells());
        }
        if (std::find(found + 1, cells.end(), column) != cells.end())
        {
            m_records.Fail("two columns " + QuoteForMessage(column) + " for the " + what +
                           ", expected one; its number from 1 will do");
        }
        return found - cells.begin();
    }

    std::string ListCells() const
    {
        constexpr std::size_t SHOWN = 20;
        const auto& cells = m_records.GetCells();
        std::string list;
        for (std::size_t i = 0; i < std::min(cells.size(), SHOWN); ++i)
        {
            list += (i == 0 ? "" : ", ") + QuoteForMessage(cells[i]);
        }
        return cells.size() > SHOWN ? list + ", ..." : list;
    }

    void FindColumns()
    {
        m_label = m_options.labelColumn.empty() ? m_columns - 1
                                                : FindColumn(m_options.labelColumn, "label");
        m_group = m_options.groupColumn.empty() ? NO_COLUMN
                                                : FindColumn(m_options.groupColumn, "group");
        if (m_label == m_group)
        {
            m_records.Fail("column " + std::to_string(m_label + 1) +
                           " is both the label and the group, expected two columns");
        }
        const std::size_t others = m_group == NO_COLUMN ? 1 : 2;
        if (m_columns <= others)
        {
            m_records.Fail("columns: " + std::to_string(m_columns) +
                           ", expected at least one feature and the label, between commas");
        }
        m_features = m_columns - others;
    }

    bool IsFeature(std::size_t column) const
    {
        return column != m_label && column != m_group;
    }

    bool HasHeader() const
    {
        const bool named = (!m_options.labelColumn.empty() && !IsWhole(m_options.labelColumn)) ||
                           (!m_options.groupColumn.empty() && !IsWhole(m_options.groupColumn));
        if (named && m_options.header == CsvHeader::NO)
        {
            m_records.Fail("without a header columns have no names, expected numbers from 1");
        }
        if (named || m_options.header != CsvHeader::AUTO)
        {
            return named || m_options.header == CsvHeader::YES;
        }
        bool numbers = false;
        bool texts = false;
        for (std::size_t i = 0; i < m_columns; ++i)
        {
            const std::string_view cell = m_records.GetCells()[i];
            // What is missing speaks for neither.
            if (IsFeature(i) && !cell.empty() && !IsNotFinite(cell))
            {
                double value = 0;
                const bool number = ParseDouble(cell, value);
                numbers = numbers || number;
                texts = texts || !number;
            }
        }
        if (numbers && texts)
        {
            m_records.Fail("unclear whether this is a header: some features are numbers, others "
                           "are not; expected to be told");
        }
        return texts;
    }

    /// The features are those of the training data.
    void CheckColumns() const
    {
        if (!m_like)
        {
            return;
        }
        if (m_features != m_like->GetFeatures())
        {
            m_records.Fail(std::to_string(m_features) + " features, expected " +
                           std::to_string(m_like->GetFeatures()) + " as in the training data");
        }
        const auto& expected = m_like->GetFeatureNames();
        std::size_t feature = 0;
        for (std::size_t i = 0; i < m_columns && !m_names.empty() && !expected.empty(); ++i)
        {
            if (IsFeature(i) && m_names[i] != expected[feature++])
            {
                m_records.Fail(Column(i) + ": expected " + QuoteForMessage(expected[feature - 1]) +
                               " as in the training data");
            }
        }
    }

    /// How a message calls a column.
    std::string Column(std::size_t column) const
    {
        const std::string number = std::to_string(column + 1);
        return m_names.empty() ? "column " + number
                               : "column " + QuoteForMessage(m_names[column]) + " (" + number + ")";
    }

    [[noreturn]] void FailCell(std::size_t column, const std::string& expected) const
    {
        const std::string_view cell = m_records.GetCells()[column];
        m_records.Fail(Column(column) + ": " + (cell.empty() ? "blank" : QuoteForMessage(cell)) +
                       ", expected " + expected);
    }

    /// What else a text may be; what is only too large or missing is no text.
    std::string SuggestText(std::size_t column) const
    {
        const std::string_view cell = m_records.GetCells()[column];
        double value = 0;
        const bool text = !cell.empty() && !IsNotFinite(cell) && !ParseDouble(cell, value);
        return text && IsFeature(column)
                   ? " (columns of text: --labelColumn for the classes, --groupColumn for the devices)"
                   : "";
    }

    float ParseCell(std::size_t column) const
    {
        float value = 0;
        if (!ParseFloat(m_records.GetCells()[column], value))
        {
            FailCell(column, "a finite number of 32 bits" + SuggestText(column));
        }
        return value;
    }

    void TakeLabel()
    {
        if (m_options.regression)
        {
            m_targets.push_back(ParseCell(m_label));
            return;
        }
        const std::string_view cell = m_records.GetCells()[m_label];
        if (cell.empty() || IsNotFinite(cell))
        {
            FailCell(m_label, "a label");
        }
        const std::string fault = m_classes.Add(cell);
        if (!fault.empty())
        {
            m_records.Fail(Column(m_label) + ": " + QuoteForMessage(cell) + ": " + fault);
        }
    }

    void TakeGroup()
    {
        const std::string_view cell = m_records.GetCells()[m_group];
        if (cell.empty())
        {
            FailCell(m_group, "a group");
        }
        auto group = m_groupNumbers.find(cell);
        if (group == m_groupNumbers.end())
        {
            const uint32_t number = m_groupNumbers.size();
            group = m_groupNumbers.emplace(cell, number).first;
        }
        m_groups.push_back(group->second);
    }

    void TakeSample()
    {
        const std::size_t count = m_records.GetCells().size();
        if (count != m_columns)
        {
            m_records.Fail("columns: " + std::to_string(count) + ", expected " +
                           std::to_string(m_columns) + " as in line " +
                           std::to_string(m_firstLine));
        }
        if (m_samples == MAX_SAMPLES)
        {
            m_records.Fail("more than 2^32 - 1 samples");
        }
        for (std::size_t i = 0; i < m_columns; ++i)
        {
            if (IsFeature(i))
            {
                m_values.push_back(ParseCell(i));
            }
        }
        TakeLabel();
        if (m_group != NO_COLUMN && !m_like)
        {
            TakeGroup();
        }
        ++m_samples;
    }

    /// Groups that are called 0, 1, ..., n-1 are numbered so.
    std::vector<uint32_t> RenumberGroups() const
    {
        std::vector<uint32_t> numbers(m_groupNumbers.size());
        for (const auto& [text, number] : m_groupNumbers)
        {
            const bool plain = IsWhole(text) && text.size() < 10 && (text[0] != '0' || text == "0");
            if (!plain || std::stoul(text) >= numbers.size())
            {
                return m_groups;
            }
            numbers[number] = std::stoul(text);
        }
        std::vector<uint32_t> groups(m_groups);
        std::transform(groups.begin(), groups.end(), groups.begin(), [&](uint32_t group) {
            return numbers[group];
        });
        return groups;
    }

    std::vector<std::string> GetFeatureNames() const
    {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < m_names.size(); ++i)
        {
            if (IsFeature(i))
            {
                names.push_back(m_names[i]);
            }
        }
        return names;
    }

    Ptr<LabeledDataset> Build()
    {
        if (m_samples == 0)
        {
            throw InputError(m_records.GetPath() + ": no sample, only a header");
        }
        const std::vector<uint32_t> labels = m_classes.Number();
        const auto& names = m_classes.GetNames();
        if (!m_options.regression && names.size() < 2)
        {
            throw InputError(m_records.GetPath() + ": " + Column(m_label) +
                             ": all samples are of class " + QuoteForMessage(names[0]) +
                             ", expected at least two classes");
        }
        auto data = Create<LabeledDataset>(static_cast<uint32_t>(m_samples),
                                           static_cast<uint32_t>(m_features),
                                           static_cast<uint32_t>(names.size()));
        data->SetNames(names, GetFeatureNames());
        std::copy(m_values.begin(), m_values.end(), data->GetRow(0));
        const std::vector<uint32_t> groups = RenumberGroups();
        for (uint32_t i = 0; i < m_samples; ++i)
        {
            if (m_options.regression)
            {
                data->SetTarget(i, m_targets[i]);
            }
            else
            {
                data->SetLabel(i, labels[i]);
            }
            if (!groups.empty())
            {
                data->SetGroup(i, groups[i]);
            }
        }
        return data;
    }

    CsvRecordReader m_records;        //!< of the file
    const CsvOptions m_options;       //!< what columns mean
    Ptr<const LabeledDataset> m_like; //!< training data, or null
    ClassVocabulary m_classes;        //!< of the labels
    std::size_t m_columns{0};         //!< cells of a record
    std::size_t m_features{0};        //!< of them features
    std::size_t m_label{0};           //!< column of the label
    std::size_t m_group{NO_COLUMN};   //!< column of the group
    uint64_t m_firstLine{0};          //!< of the first record
    std::vector<std::string> m_names; //!< of all columns, if there is a header
    uint64_t m_samples{0};            //!< taken so far
    std::vector<float> m_values;      //!< features of the samples
    std::vector<float> m_targets;     //!< of the samples, in a regression
    std::vector<uint32_t> m_groups;   //!< of the samples, as they first appear
    std::map<std::string, uint32_t, std::less<>> m_groupNumbers; //!< by text
};

} // namespace

Ptr<LabeledDataset>
ReadCsv(const std::string& path, const CsvOptions& options, Ptr<const LabeledDataset> like)
{
    NS_ABORT_MSG_IF(like && like->IsRegression() != options.regression,
                    "test data of another kind than the training data");
    NS_ABORT_MSG_IF(like && like->GetClassNames().size() != like->GetClasses(),
                    "classes of the training data without names");
    return CsvDatasetReader(path, options, like).Read();
}

} // namespace stardust
} // namespace ns3
