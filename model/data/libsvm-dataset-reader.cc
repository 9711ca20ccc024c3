/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "libsvm-dataset-reader.h"

#include "class-vocabulary.h"
#include "input-error.h"
#include "line-reader.h"
#include "number-parser.h"

#include "ns3/abort.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace ns3
{
namespace stardust
{

namespace
{

constexpr uint64_t MAX_SAMPLES = std::numeric_limits<uint32_t>::max();

/// A value that is given.
struct SparseValue
{
    uint32_t feature; //!< from 0
    float value;      //!< of it
};

/// Reads one file.
class LibsvmReader
{
  public:
    LibsvmReader(const std::string& path,
                 const LibsvmOptions& options,
                 Ptr<const LabeledDataset> like)
        : m_lines(path),
          m_options(options),
          m_given(like ? like->GetFeatures() : options.features),
          m_expected(like ? " as in the training data" : " as asked for"),
          m_classes(like ? like->GetClassNames() : std::vector<std::string>()),
          m_features(m_given)
    {
    }

    Ptr<LabeledDataset> Read()
    {
        while (m_lines.Next())
        {
            const std::string_view line = m_lines.GetLine();
            m_start = line.data();
            m_rest = line.substr(0, line.find('#'));
            const std::string_view label = TakeToken();
            if (!label.empty())
            {
                TakeSample(label);
            }
        }
        return Build();
    }

  private:
    /// The next text between blanks; empty at the end of the line.
    std::string_view TakeToken()
    {
        const auto begin = std::min(m_rest.find_first_not_of(" \t"), m_rest.size());
        m_rest.remove_prefix(begin);
        const auto end = std::min(m_rest.find_first_of(" \t"), m_rest.size());
        const std::string_view token = m_rest.substr(0, end);
        m_rest.remove_prefix(end);
        return token;
    }

    /// `PATH:LINE:CHARACTER: 'TOKEN': WHY`.
    [[noreturn]] void FailAt(std::string_view token, const std::string& why) const
    {
        throw InputError(m_lines.GetPath() + ":" + std::to_string(m_lines.GetNumber()) + ":" +
                         std::to_string(token.data() - m_start + 1) + ": " +
                         QuoteForMessage(token) + ": " + why);
    }

    void TakeLabel(std::string_view label)
    {
        float target = 0;
        if (!ParseFloat(label, target))
        {
            FailAt(label, "expected a label, a finite number of 32 bits");
        }
        if (m_options.regression)
        {
            m_targets.push_back(target);
            return;
        }
        const std::string fault = m_classes.Add(label);
        if (!fault.empty())
        {
            FailAt(label, fault);
        }
    }

    SparseValue ParsePair(std::string_view pair, uint64_t last) const
    {
        const auto colon = pair.find(':');
        if (colon == std::string_view::npos)
        {
            FailAt(pair, "expected INDEX:VALUE");
        }
        uint64_t index = 0;
        const char* const end = pair.data() + colon;
        const auto [rest, error] = std::from_chars(pair.data(), end, index);
        if (rest != end || (error != std::errc() && error != std::errc::result_out_of_range))
        {
            FailAt(pair, "expected INDEX:VALUE, the index a whole number");
        }
        if (error == std::errc::result_out_of_range || index > std::numeric_limits<uint32_t>::max())
        {
            FailAt(pair, "index beyond 2^32 - 1");
        }
        if (index == 0)
        {
            FailAt(pair, "index 0, expected indices from 1");
        }
        if (index <= last)
        {
            FailAt(pair,
                   "index " + std::to_string(index) + " behind " + std::to_string(last) +
                       ", expected ascending indices");
        }
        float value = 0;
        if (!ParseFloat(pair.substr(colon + 1), value))
        {
            FailAt(pair, "expected INDEX:VALUE, the value a finite number of 32 bits");
        }
        return {static_cast<uint32_t>(index - 1), value};
    }

    void CheckFeature(std::string_view pair, uint32_t feature)
    {
        if (m_given > 0 && feature >= m_given)
        {
            FailAt(pair,
                   "expected at most " + std::to_string(m_given) + " features" + m_expected);
        }
        m_features = std::max(m_features, feature + 1);
    }

    void TakeSample(std::string_view label)
    {
        if (m_samples.size() == MAX_SAMPLES)
        {
            m_lines.Fail("more than 2^32 - 1 samples");
        }
        TakeLabel(label);
        m_samples.push_back(m_values.size());
        std::string_view pair = TakeToken();
        if (pair.substr(0, 4) == "qid:")
        {
            pair = TakeToken();
        }
        uint64_t last = 0;
        std::string_view lastPair = label;
        for (; !pair.empty(); pair = TakeToken())
        {
            const SparseValue value = ParsePair(pair, last);
            CheckFeature(pair, value.feature);
            m_values.push_back(value);
            last = value.feature + uint64_t(1);
            lastPair = pair;
        }
        if (m_samples.size() * uint64_t(m_features) > m_options.maxValues)
        {
            FailAt(lastPair,
                   "with " + std::to_string(m_features) + " features " +
                       std::to_string(m_samples.size()) +
                       " samples would be a dense matrix of more than the " +
                       std::to_string(m_options.maxValues) + " values allowed");
        }
    }

    Ptr<LabeledDataset> Build()
    {
        if (m_samples.empty() || m_features == 0)
        {
            throw InputError(m_lines.GetPath() + ": no " +
                             (m_samples.empty() ? "sample" : "feature") +
                             ", expected lines of LABEL INDEX:VALUE ...");
        }
        const std::vector<uint32_t> labels = m_classes.Number();
        const auto& names = m_classes.GetNames();
        if (!m_options.regression && names.size() < 2)
        {
            throw InputError(m_lines.GetPath() + ": all samples are of class " +
                             QuoteForMessage(names[0]) + ", expected at least two classes");
        }
        auto data = Create<LabeledDataset>(static_cast<uint32_t>(m_samples.size()),
                                           m_features,
                                           static_cast<uint32_t>(names.size()));
        data->SetNames(names, {});
        m_samples.push_back(m_values.size());
        for (uint32_t i = 0; i < data->GetN(); ++i)
        {
            for (std::size_t k = m_samples[i]; k < m_samples[i + 1]; ++k)
            {
                data->GetRow(i)[m_values[k].feature] = m_values[k].value;
            }
            if (m_options.regression)
            {
                data->SetTarget(i, m_targets[i]);
            }
            else
            {
                data->SetLabel(i, labels[i]);
            }
        }
        return data;
    }

    LineReader m_lines;                 //!< of the file
    const LibsvmOptions m_options;      //!< how to read it
    const uint32_t m_given;             //!< features there must be at most; 0: any number
    const std::string m_expected;       //!< where that number comes from
    ClassVocabulary m_classes;          //!< of the labels
    const char* m_start{nullptr};       //!< of the line at hand
    std::string_view m_rest;            //!< of the line at hand
    uint32_t m_features;                //!< largest index so far
    std::vector<float> m_targets;       //!< of the samples, in a regression
    std::vector<std::size_t> m_samples; //!< where each begins in m_values
    std::vector<SparseValue> m_values;  //!< of all samples
};

} // namespace

Ptr<LabeledDataset>
ReadLibsvm(const std::string& path, const LibsvmOptions& options, Ptr<const LabeledDataset> like)
{
    NS_ABORT_MSG_IF(like && like->IsRegression() != options.regression,
                    "test data of another kind than the training data");
    NS_ABORT_MSG_IF(like && like->GetClassNames().size() != like->GetClasses(),
                    "classes of the training data without names");
    return LibsvmReader(path, options, like).Read();
}

} // namespace stardust
} // namespace ns3
