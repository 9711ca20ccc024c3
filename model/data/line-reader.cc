/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "line-reader.h"

#include "input-error.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace stardust
{

namespace
{

/// What is read from a file at a time.
constexpr std::size_t CHUNK = 1 << 15;
/// Of a text in a message, bytes.
constexpr std::size_t LONGEST_QUOTE = 40;

} // namespace

LineReader::LineReader(const std::string& path)
    : m_file(path),
      m_buffer(CHUNK)
{
    Refill();
    SkipMark();
}

void
LineReader::SkipMark()
{
    const std::string_view start(m_buffer.data(), m_end);
    if (start.substr(0, 3) == "\xEF\xBB\xBF")
    {
        m_next = 3;
    }
    if (start.substr(0, 2) == "\xFF\xFE" || start.substr(0, 2) == "\xFE\xFF")
    {
        m_file.Fail("is text in UTF-16, expected UTF-8 or ASCII");
    }
}

void
LineReader::Refill()
{
    std::memmove(m_buffer.data(), m_buffer.data() + m_next, m_end - m_next);
    m_end -= m_next;
    m_next = 0;
    if (m_end == m_buffer.size())
    {
        m_buffer.resize(2 * m_buffer.size());
    }
    const std::size_t wanted = m_buffer.size() - m_end;
    const std::size_t got = m_file.ReadSome(m_buffer.data() + m_end, wanted);
    m_end += got;
    m_finished = got < wanted;
}

bool
LineReader::Next()
{
    std::size_t searched = 0;
    const void* found = nullptr;
    while (!(found = std::memchr(m_buffer.data() + m_next + searched,
                                 '\n',
                                 m_end - m_next - searched)))
    {
        if (m_finished)
        {
            break;
        }
        searched = m_end - m_next;
        Refill();
    }
    if (!found && m_next == m_end)
    {
        return false;
    }
    const char* begin = m_buffer.data() + m_next;
    const char* end = found ? static_cast<const char*>(found) : m_buffer.data() + m_end;
    m_next = end - m_buffer.data() + (found ? 1 : 0);
    if (end > begin && end[-1] == '\r')
    {
        --end;
    }
    m_line = std::string_view(begin, end - begin);
    ++m_number;
    return true;
}

std::string_view
LineReader::GetLine() const
{
    return m_line;
}

uint64_t
LineReader::GetNumber() const
{
    return m_number;
}

const std::string&
LineReader::GetPath() const
{
    return m_file.GetPath();
}

void
LineReader::FailAt(uint64_t line, const std::string& why) const
{
    throw InputError(GetPath() + ":" + std::to_string(line) + ": " + why);
}

void
LineReader::Fail(const std::string& why) const
{
    FailAt(m_number, why);
}

std::string
QuoteForMessage(std::string_view text)
{
    const bool cut = text.size() > LONGEST_QUOTE;
    std::size_t length = cut ? LONGEST_QUOTE : text.size();
    // Not within a character of several bytes.
    while (cut && length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
    {
        --length;
    }
    std::string quoted(text.substr(0, length));
    std::replace_if(
        quoted.begin(),
        quoted.end(),
        [](unsigned char c) { return c < 0x20 || c == 0x7F; },
        '?');
    return "'" + quoted + (cut ? "...'" : "'");
}

} // namespace stardust
} // namespace ns3
