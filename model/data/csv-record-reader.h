/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CSV_RECORD_READER_H
#define CSV_RECORD_READER_H

#include "line-reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The records of a file of comma-separated values after RFC 4180: cells between
 * commas; a cell within double quotes may hold commas, line breaks (each read as
 * LF) and, doubled, quotes. Spaces and tabs around a cell do not belong to it.
 *
 * Blank lines are allowed at the end of the file only.
 */
class CsvRecordReader
{
  public:
    /**
     * @param path of the file.
     * @throws InputError as LineReader does.
     */
    explicit CsvRecordReader(const std::string& path);

    /**
     * Move on to the next record.
     * @return false at the end of the file.
     * @throws InputError if quotes are not closed or misplaced, or if a blank line
     *         has others behind it; and as LineReader does.
     */
    bool Next();

    /** @return the cells, valid until the next record. */
    const std::vector<std::string_view>& GetCells() const;

    /** @return number of the line in which the record begins, from 1. */
    uint64_t GetLineNumber() const;

    /** @return the path, for messages. */
    const std::string& GetPath() const;

    /**
     * @param why what is wrong with the record.
     * @throws InputError always: `PATH:LINE: WHY`.
     */
    [[noreturn]] void Fail(const std::string& why) const;

  private:
    /** Cut a line into cells. @param line without quotes. */
    void SplitPlain(std::string_view line);
    /// Collect the lines of a record with quotes.
    void GatherLines();
    /// Cut the collected lines into cells, and take the quotes off.
    void SplitQuoted();
    /**
     * Take the quotes off a cell, in place.
     * @param at the opening quote in m_record.
     * @return what follows the closing one.
     */
    std::size_t Unquote(std::size_t at);

    LineReader m_lines;                    //!< of the file
    std::vector<std::string_view> m_cells; //!< of the record at hand
    std::string m_record;                  //!< its text, if it has quotes
    uint64_t m_number{0};                  //!< line in which it begins
};

} // namespace stardust
} // namespace ns3

#endif // CSV_RECORD_READER_H
