/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "npy-reader.h"

#include "float-bytes.h"
#include "input-error.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>

namespace ns3
{
namespace stardust
{

namespace
{

constexpr char MAGIC[] = "\x93NUMPY";
constexpr std::size_t MAGIC_SIZE = 6;
/// A header that claims to be longer is taken for a damaged one.
constexpr uint32_t MAX_HEADER = 1 << 16;
/// Values read at once.
constexpr std::size_t CHUNK = 1 << 16;

using FilePointer = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

/// A file read front to back; every failure names it.
class NpyFile
{
  public:
    explicit NpyFile(const std::string& path)
        : m_path(path),
          m_file(std::fopen(path.c_str(), "rb"), &std::fclose)
    {
        if (!m_file)
        {
            Fail(std::string("cannot be opened: ") + std::strerror(errno));
        }
    }

    [[noreturn]] void Fail(const std::string& why) const
    {
        throw InputError(m_path + ": " + why);
    }

    /// Reads as many bytes as there are, up to the size.
    std::size_t ReadSome(void* out, std::size_t size)
    {
        const std::size_t got = std::fread(out, 1, size, m_file.get());
        if (got < size && std::ferror(m_file.get()))
        {
            Fail(std::string("cannot be read: ") + std::strerror(errno));
        }
        return got;
    }

    void Read(void* out, std::size_t size, const std::string& what)
    {
        if (ReadSome(out, size) < size)
        {
            Fail("ends in " + what);
        }
    }

  private:
    std::string m_path; //!< for messages
    FilePointer m_file; //!< the open file
};

/// What a header says.
struct NpyHeader
{
    std::string type;            //!< of the numbers, as NumPy writes it
    bool byColumns{false};       //!< fortran_order
    std::vector<uint32_t> shape; //!< lengths
};

/// Reads the header, a dictionary literal of Python with three known keys.
class HeaderParser
{
  public:
    HeaderParser(const NpyFile& file, const std::string& text)
        : m_file(file),
          m_text(text)
    {
    }

    NpyHeader Parse()
    {
        NpyHeader header;
        int found = 0;
        Expect('{');
        while (!Take('}'))
        {
            const std::string key = ParseString();
            Expect(':');
            found |= ParseValue(key, header);
            if (!Take(','))
            {
                Expect('}');
                break;
            }
        }
        SkipSpace();
        if (found != 7 || m_at != m_text.size())
        {
            Damaged();
        }
        return header;
    }

  private:
    [[noreturn]] void Damaged() const
    {
        m_file.Fail("damaged header, expected {'descr': ..., 'fortran_order': ..., 'shape': ...}");
    }

    void SkipSpace()
    {
        while (m_at < m_text.size() && std::strchr(" \t\n", m_text[m_at]) && m_text[m_at] != '\0')
        {
            ++m_at;
        }
    }

    bool Take(char c)
    {
        SkipSpace();
        if (m_at < m_text.size() && m_text[m_at] == c)
        {
            ++m_at;
            return true;
        }
        return false;
    }

    void Expect(char c)
    {
        if (!Take(c))
        {
            Damaged();
        }
    }

    std::string ParseString()
    {
        const char quote = Take('"') ? '"' : '\'';
        if (quote == '\'')
        {
            Expect('\'');
        }
        const std::size_t end = m_text.find(quote, m_at);
        if (end == std::string::npos)
        {
            Damaged();
        }
        const std::string value = m_text.substr(m_at, end - m_at);
        // It goes into messages of one line.
        if (std::any_of(value.begin(), value.end(), [](unsigned char c) { return std::iscntrl(c); }))
        {
            Damaged();
        }
        m_at = end + 1;
        return value;
    }

    /// A word of letters and digits.
    std::string ParseWord()
    {
        SkipSpace();
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && std::isalnum(static_cast<unsigned char>(m_text[m_at])))
        {
            ++m_at;
        }
        return m_text.substr(begin, m_at - begin);
    }

    std::vector<uint32_t> ParseShape()
    {
        std::vector<uint32_t> shape;
        Expect('(');
        while (!Take(')'))
        {
            const std::string word = ParseWord();
            if (word.empty() || word.find_first_not_of("0123456789") != std::string::npos)
            {
                Damaged();
            }
            if (word.size() > 10 || std::stoull(word) > std::numeric_limits<uint32_t>::max())
            {
                m_file.Fail("shape with a length of " + word.substr(0, 40) +
                            ", more than this reader takes");
            }
            shape.push_back(static_cast<uint32_t>(std::stoull(word)));
            if (!Take(','))
            {
                Expect(')');
                break;
            }
        }
        return shape;
    }

    /// Returns one bit for each key.
    int ParseValue(const std::string& key, NpyHeader& header)
    {
        if (key == "descr")
        {
            // A structured type is a list.
            SkipSpace();
            header.type = m_text.compare(m_at, 1, "[") == 0 ? SkipList() : ParseString();
            return 1;
        }
        if (key == "fortran_order")
        {
            const std::string word = ParseWord();
            if (word != "True" && word != "False")
            {
                Damaged();
            }
            header.byColumns = word == "True";
            return 2;
        }
        if (key == "shape")
        {
            header.shape = ParseShape();
            return 4;
        }
        Damaged();
    }

    std::string SkipList()
    {
        const std::size_t end = m_text.find(']', m_at);
        if (end == std::string::npos)
        {
            Damaged();
        }
        m_at = end + 1;
        return "a structured type";
    }

    const NpyFile& m_file;     //!< whose header it is
    const std::string& m_text; //!< the header
    std::size_t m_at{0};       //!< what has been read
};

std::string
ReadHeaderText(NpyFile& file)
{
    uint8_t preamble[MAGIC_SIZE + 2];
    const std::size_t got = file.ReadSome(preamble, sizeof(preamble));
    if (got < MAGIC_SIZE || std::memcmp(preamble, MAGIC, MAGIC_SIZE) != 0)
    {
        file.Fail("is no .npy file, expected it to begin with \\x93NUMPY");
    }
    if (got < sizeof(preamble))
    {
        file.Fail("ends in the format version");
    }
    const int version = preamble[MAGIC_SIZE];
    if ((version != 1 && version != 2) || preamble[MAGIC_SIZE + 1] != 0)
    {
        file.Fail("format version " + std::to_string(version) + "." +
                  std::to_string(preamble[MAGIC_SIZE + 1]) + ", expected 1.0 or 2.0");
    }
    uint8_t bytes[4] = {0, 0, 0, 0};
    file.Read(bytes, version == 1 ? 2 : 4, "the header's length");
    const uint32_t length = bytes[0] | (uint32_t(bytes[1]) << 8) | (uint32_t(bytes[2]) << 16) |
                            (uint32_t(bytes[3]) << 24);
    if (length > MAX_HEADER)
    {
        file.Fail("header of " + std::to_string(length) + " bytes, more than this reader takes");
    }
    std::string text(length, '\0');
    file.Read(&text[0], length, "the header");
    return text;
}

std::string
DescribeShape(const std::vector<uint32_t>& shape)
{
    std::string text = "(";
    for (std::size_t d = 0; d < shape.size(); ++d)
    {
        text += (d > 0 ? ", " : "") + std::to_string(shape[d]);
    }
    return text + (shape.size() == 1 ? ",)" : ")");
}

void
CheckHeader(const NpyFile& file, const NpyHeader& header)
{
    if (header.type != "<f4" && header.type != "<f8")
    {
        file.Fail("numbers of type " + header.type.substr(0, 40) +
                  ", expected <f4 or <f8 (little-endian float32 or float64)");
    }
    if (header.byColumns)
    {
        file.Fail("is stored column by column, expected fortran_order False");
    }
    const bool empty = std::find(header.shape.begin(), header.shape.end(), 0) != header.shape.end();
    if (header.shape.empty() || header.shape.size() > 2 || empty)
    {
        file.Fail("shape " + DescribeShape(header.shape).substr(0, 40) +
                  ", expected one or two dimensions, none of length 0");
    }
}

uint64_t
CountValues(const std::vector<uint32_t>& shape)
{
    uint64_t count = 1;
    for (const uint32_t length : shape)
    {
        count *= length;
    }
    return count;
}

} // namespace

NpyArray
ReadNpy(const std::string& path)
{
    NpyFile file(path);
    const std::string text = ReadHeaderText(file);
    const NpyHeader header = HeaderParser(file, text).Parse();
    CheckHeader(file, header);
    const std::size_t width = header.type == "<f4" ? 4 : 8;
    const uint64_t count = CountValues(header.shape);
    NpyArray array;
    array.shape = header.shape;
    std::vector<uint8_t> bytes(CHUNK * width);
    // Grows with what is really there, so that a lying header cannot exhaust memory.
    while (array.values.size() < count)
    {
        const std::size_t done = array.values.size();
        const std::size_t chunk = std::min<uint64_t>(count - done, CHUNK);
        const std::size_t got = file.ReadSome(bytes.data(), chunk * width);
        if (got < chunk * width)
        {
            file.Fail("shape " + DescribeShape(header.shape) + " needs " + std::to_string(count) +
                      " numbers, but the file ends after " + std::to_string(done + got / width));
        }
        array.values.resize(done + chunk);
        (width == 4 ? ReadFloatBytes : ReadDoubleBytes)(bytes.data(),
                                                        chunk,
                                                        array.values.data() + done);
    }
    if (file.ReadSome(bytes.data(), 1) > 0)
    {
        file.Fail("holds more than the " + std::to_string(count) + " numbers of its shape " +
                  DescribeShape(header.shape));
    }
    return array;
}

} // namespace stardust
} // namespace ns3
