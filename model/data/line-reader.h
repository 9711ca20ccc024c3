/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINE_READER_H
#define LINE_READER_H

#include "input-file.h"

#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The lines of a text file, plain or gzip.
 *
 * A line ends in LF or CR LF, which do not belong to it; the last one may lack
 * them. A byte order mark of UTF-8 at the beginning is skipped, one of UTF-16
 * refused.
 */
class LineReader
{
  public:
    /**
     * @param path of the file.
     * @throws InputError as InputFile does.
     */
    explicit LineReader(const std::string& path);

    /**
     * Move on to the next line, the first to begin with.
     * @return false at the end of the file.
     * @throws InputError as InputFile does.
     */
    bool Next();

    /** @return the line, valid until the next one. */
    std::string_view GetLine() const;

    /** @return its number, from 1. */
    uint64_t GetNumber() const;

    /** @return the path, for messages. */
    const std::string& GetPath() const;

    /**
     * @param line number of the line at fault.
     * @param why what is wrong with it.
     * @throws InputError always: `PATH:LINE: WHY`.
     */
    [[noreturn]] void FailAt(uint64_t line, const std::string& why) const;

    /**
     * @param why what is wrong with the line at hand.
     * @throws InputError always: `PATH:LINE: WHY`.
     */
    [[noreturn]] void Fail(const std::string& why) const;

  private:
    /// Get more bytes behind those that are left.
    void Refill();
    /// Look for a byte order mark.
    void SkipMark();

    InputFile m_file;           //!< where bytes come from
    std::vector<char> m_buffer; //!< a window of the file
    std::size_t m_next{0};      //!< where the next line begins in it
    std::size_t m_end{0};       //!< end of what was read into it
    bool m_finished{false};     //!< nothing is left in the file
    std::string_view m_line;    //!< the line at hand
    uint64_t m_number{0};       //!< its number
};

/**
 * @ingroup stardust
 * Quote what a file says in a message of one line: control characters become
 * `?`, and a long text is cut.
 * @param text from the file.
 * @return the text in single quotes.
 */
std::string QuoteForMessage(std::string_view text);

} // namespace stardust
} // namespace ns3

#endif // LINE_READER_H
