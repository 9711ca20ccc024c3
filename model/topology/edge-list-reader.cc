/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "edge-list-reader.h"

#include "ns3/input-error.h"
#include "ns3/input-file.h"
#include "ns3/line-reader.h"
#include "ns3/number-parser.h"

#include <algorithm>
#include <array>
#include <limits>

namespace ns3
{
namespace stardust
{

namespace
{

/// Most devices of a graph whose size the file says: one wrong digit must not take all memory.
constexpr uint64_t MOST_DEVICES = 10000000;

bool
EndsWith(const std::string& text, const std::string& end)
{
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// The words of a line, comments left out.
std::vector<std::string>
SplitLine(std::string_view line)
{
    constexpr std::string_view gaps = " \t\r,;";
    line = line.substr(0, line.find_first_of("#%"));
    std::vector<std::string> words;
    for (auto at = line.find_first_not_of(gaps); at != line.npos; at = line.find_first_not_of(gaps, at))
    {
        const auto end = std::min(line.find_first_of(gaps, at), line.size());
        words.emplace_back(line.substr(at, end - at));
        at = end;
    }
    return words;
}

/// Reads one file.
class EdgeListReader
{
  public:
    EdgeListReader(const std::string& path, uint32_t n)
        : m_lines(path),
          m_given(n)
    {
    }

    Ptr<CommunicationGraph> Read(bool directed)
    {
        while (m_lines.Next())
        {
            const auto words = SplitLine(m_lines.GetLine());
            if (!words.empty())
            {
                AddLink(words);
            }
        }
        const uint32_t n = m_given > 0 ? m_given : m_found;
        if (n == 0)
        {
            throw InputError(m_lines.GetPath() + ": no links; expected lines of two devices, u v, or --learners");
        }
        return m_weighted ? Create<CommunicationGraph>(n, m_edges, m_weights, directed)
                          : Create<CommunicationGraph>(n, m_edges, directed);
    }

  private:
    void AddLink(const std::vector<std::string>& words)
    {
        if (words.size() < 2 || words.size() > 3)
        {
            m_lines.Fail(std::to_string(words.size()) + (words.size() == 1 ? " word" : " words") +
                         "; expected a link, u v or u v weight");
        }
        m_edges.emplace_back(ReadDevice(words[0]), ReadDevice(words[1]));
        const bool weighted = words.size() == 3 && words[2] != "{}";
        m_weights.push_back(weighted ? ReadWeight(words[2]) : 1);
        m_weighted = m_weighted || weighted;
    }

    std::string GetPlace() const
    {
        return m_lines.GetPath() + ":" + std::to_string(m_lines.GetNumber());
    }

    uint32_t ReadDevice(const std::string& word)
    {
        const uint64_t most = (m_given > 0 ? m_given : MOST_DEVICES) - 1;
        const auto device = static_cast<uint32_t>(
            ParseWhole(word, 0, most, GetPlace() + ": device " + QuoteForMessage(word)));
        m_found = std::max(m_found, device + 1);
        return device;
    }

    double ReadWeight(const std::string& word) const
    {
        return ParseReal(word,
                         std::numeric_limits<double>::min(),
                         std::numeric_limits<float>::max(),
                         GetPlace() + ": weight " + QuoteForMessage(word));
    }

    LineReader m_lines;            //!< of the file
    uint32_t m_given;              //!< number of devices; 0: as the file says
    uint32_t m_found{0};           //!< largest number of a device, and one more
    GraphEdges m_edges;            //!< so far
    std::vector<double> m_weights; //!< of those
    bool m_weighted{false};        //!< some line has a weight
};

} // namespace

bool
IsGraphMl(const std::string& path)
{
    InputFile file(path);
    std::array<char, 4096> start;
    const std::size_t size = file.ReadSome(start.data(), start.size());
    if (size == 0)
    {
        file.Fail("empty");
    }
    for (const std::string end : {".graphml", ".xml", ".graphml.gz", ".xml.gz"})
    {
        if (EndsWith(path, end))
        {
            return true;
        }
    }
    // Byte order marks and the zeros of UTF-16 come before it, too.
    const auto first = std::find_if(start.begin(), start.begin() + size, [](unsigned char byte) {
        return byte > ' ' && byte < 0x80;
    });
    return first != start.begin() + size && *first == '<';
}

Ptr<CommunicationGraph>
ReadEdgeList(const std::string& path, uint32_t n, bool directed)
{
    return EdgeListReader(path, n).Read(directed);
}

} // namespace stardust
} // namespace ns3
