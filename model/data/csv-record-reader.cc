/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csv-record-reader.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

bool
IsBlank(char c)
{
    return c == ' ' || c == '\t';
}

std::string_view
Trim(const char* begin, const char* end)
{
    while (begin < end && IsBlank(*begin))
    {
        ++begin;
    }
    while (begin < end && IsBlank(end[-1]))
    {
        --end;
    }
    return {begin, static_cast<std::size_t>(end - begin)};
}

} // namespace

CsvRecordReader::CsvRecordReader(const std::string& path)
    : m_lines(path)
{
}

bool
CsvRecordReader::Next()
{
    uint64_t blank = 0;
    while (m_lines.Next())
    {
        const std::string_view line = m_lines.GetLine();
        if (std::all_of(line.begin(), line.end(), &IsBlank))
        {
            blank = blank > 0 ? blank : m_lines.GetNumber();
            continue;
        }
        if (blank > 0)
        {
            m_lines.FailAt(blank, "blank line, allowed only at the end of the file");
        }
        m_number = m_lines.GetNumber();
        m_cells.clear();
        if (line.find('"') == std::string_view::npos)
        {
            SplitPlain(line);
        }
        else
        {
            GatherLines();
            SplitQuoted();
        }
        return true;
    }
    return false;
}

void
CsvRecordReader::SplitPlain(std::string_view line)
{
    const char* const end = line.data() + line.size();
    const char* begin = line.data();
    for (const char* at = begin; at < end; ++at)
    {
        if (*at == ',')
        {
            m_cells.push_back(Trim(begin, at));
            begin = at + 1;
        }
    }
    m_cells.push_back(Trim(begin, end));
}

void
CsvRecordReader::GatherLines()
{
    m_record = m_lines.GetLine();
    // Doubled or not, within a cell that is not yet closed quotes are odd.
    auto quotes = std::count(m_record.begin(), m_record.end(), '"');
    while (quotes % 2 == 1 && m_lines.Next())
    {
        const std::string_view line = m_lines.GetLine();
        quotes += std::count(line.begin(), line.end(), '"');
        m_record += '\n';
        m_record += line;
    }
}

void
CsvRecordReader::SplitQuoted()
{
    std::size_t at = 0;
    while (true)
    {
        while (at < m_record.size() && IsBlank(m_record[at]))
        {
            ++at;
        }
        if (at < m_record.size() && m_record[at] == '"')
        {
            at = Unquote(at);
        }
        else
        {
            const std::size_t end = std::min(m_record.find(',', at), m_record.size());
            m_cells.push_back(Trim(m_record.data() + at, m_record.data() + end));
            if (m_cells.back().find('"') != std::string_view::npos)
            {
                Fail("column " + std::to_string(m_cells.size()) + ": " +
                     QuoteForMessage(m_cells.back()) +
                     ": a quote within a cell, expected the cell in quotes and this one doubled");
            }
            at = end;
        }
        if (at == m_record.size())
        {
            return;
        }
        ++at; // the comma
    }
}

std::size_t
CsvRecordReader::Unquote(std::size_t at)
{
    const std::size_t begin = at + 1;
    const std::string column = "column " + std::to_string(m_cells.size() + 1) + ": ";
    std::size_t out = begin;
    bool closed = false;
    at = begin;
    while (at < m_record.size() && !closed)
    {
        const char c = m_record[at++];
        closed = c == '"' && (at == m_record.size() || m_record[at] != '"');
        if (!closed)
        {
            m_record[out++] = c;
            at += c == '"' ? 1 : 0;
        }
    }
    if (!closed)
    {
        Fail(column + "a quote is never closed, expected another one before the end of the file");
    }
    m_cells.emplace_back(m_record.data() + begin, out - begin);
    while (at < m_record.size() && IsBlank(m_record[at]))
    {
        ++at;
    }
    if (at < m_record.size() && m_record[at] != ',')
    {
        Fail(column + QuoteForMessage(std::string_view(m_record).substr(at)) +
             " behind the closing quote, expected a comma or the end of the line");
    }
    return at;
}

const std::vector<std::string_view>&
CsvRecordReader::GetCells() const
{
    return m_cells;
}

uint64_t
CsvRecordReader::GetLineNumber() const
{
    return m_number;
}

const std::string&
CsvRecordReader::GetPath() const
{
    return m_lines.GetPath();
}

void
CsvRecordReader::Fail(const std::string& why) const
{
    m_lines.FailAt(m_number, why);
}

} // namespace stardust
} // namespace ns3
