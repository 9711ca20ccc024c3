/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>
#include <zlib.h>

namespace ns3
{
namespace stardust
{
namespace fuzz
{

void
Require(bool holds, const char* what)
{
    if (!holds)
    {
        throw Broken(what);
    }
}

ByteSource::ByteSource(const uint8_t* data, std::size_t size)
    : m_next(data),
      m_left(size)
{
}

uint8_t
ByteSource::TakeByte()
{
    if (m_left == 0)
    {
        return 0;
    }
    --m_left;
    return *m_next++;
}

uint16_t
ByteSource::TakeShort()
{
    const uint16_t high = TakeByte();
    return static_cast<uint16_t>(high << 8 | TakeByte());
}

uint32_t
ByteSource::TakeWord()
{
    const uint32_t high = TakeShort();
    return high << 16 | TakeShort();
}

std::string
ByteSource::Take(std::size_t most)
{
    const std::size_t size = std::min(most, m_left);
    const std::string bytes(m_next, m_next + size);
    m_next += size;
    m_left -= size;
    return bytes;
}

std::string
ByteSource::TakeRest()
{
    return Take(m_left);
}

std::size_t
ByteSource::GetLeft() const
{
    return m_left;
}

ScratchFile::ScratchFile(const std::string& name)
    : m_path((std::filesystem::temp_directory_path() /
              ("stardust-fuzz-" + std::to_string(getpid()) + "-" + name))
                 .string())
{
}

ScratchFile::~ScratchFile()
{
    std::remove(m_path.c_str());
}

void
ScratchFile::Write(const std::string& content)
{
    // Some file systems write a file that is cut to nothing to the disk before they go on.
    std::remove(m_path.c_str());
    std::FILE* file = std::fopen(m_path.c_str(), "wb");
    const bool written =
        file && std::fwrite(content.data(), 1, content.size(), file) == content.size();
    if (!file || std::fclose(file) != 0 || !written)
    {
        throw std::runtime_error(m_path + ": cannot be written");
    }
}

std::string
ScratchFile::Read() const
{
    std::ostringstream content;
    content << std::ifstream(m_path, std::ios::binary).rdbuf();
    return content.str();
}

const std::string&
ScratchFile::GetPath() const
{
    return m_path;
}

std::string
Pack(const std::string& text)
{
    z_stream stream{};
    // 16 more than the largest window: a gzip member.
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(&packed[0]);
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string
MakeWord(uint32_t value)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
    {
        bytes += static_cast<char>(value >> shift);
    }
    return bytes;
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
