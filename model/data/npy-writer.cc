/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "npy-writer.h"

#include "float-bytes.h"
#include "input-error.h"
#include "output-error.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <numeric>
#include <sys/stat.h>
#include <unistd.h>

namespace ns3
{
namespace stardust
{

namespace
{

constexpr char MAGIC[] = "\x93NUMPY";
constexpr std::size_t MAGIC_SIZE = 6;
/// Magic, version and the header's length.
constexpr std::size_t PREAMBLE_SIZE = MAGIC_SIZE + 4;
/// Preamble and header together are a multiple of this.
constexpr std::size_t ALIGNMENT = 64;
/// Values written at once.
constexpr std::size_t CHUNK = 1 << 16;

/// Where a file is written before it gets its name. Another process writes another one.
std::string
MakeTemporaryName(const std::string& path)
{
    return path + ".part" + std::to_string(getpid());
}

/// Opens a new file for writing; null, and errno set, if that is not possible.
std::FILE*
OpenNew(const std::string& path)
{
    // Left by a process of the same number that was killed.
    std::remove(path.c_str());
    return std::fopen(path.c_str(), "wbx");
}

/// Whether nothing but a file of this format is lost if the path's file is replaced.
bool
IsReplaceable(const std::string& path)
{
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (!file)
    {
        return errno == ENOENT;
    }
    char begin[MAGIC_SIZE];
    const std::size_t got = std::fread(begin, 1, MAGIC_SIZE, file);
    std::fclose(file);
    return got == 0 || (got == MAGIC_SIZE && std::memcmp(begin, MAGIC, MAGIC_SIZE) == 0);
}

/// What is said of one that is not.
const std::string FOREIGN_FILE = "exists and is no .npy file; it was left as it is";

/// A tuple of Python.
std::string
FormatShape(const std::vector<uint32_t>& shape)
{
    std::string text = "(";
    for (const uint32_t length : shape)
    {
        text += std::to_string(length) + ", ";
    }
    // One length keeps its comma.
    text.resize(text.size() - (shape.size() == 1 ? 1 : 2));
    return text + ")";
}

std::string
MakeHeader(const std::vector<uint32_t>& shape)
{
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " +
                         FormatShape(shape) + ", }";
    const std::size_t unpadded = PREAMBLE_SIZE + header.size() + 1;
    header.append((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT, ' ');
    return header + "\n";
}

} // namespace

void
CheckWritable(const std::string& path, const std::string& context)
{
    struct stat status;
    // A device, for instance, would be replaced by a file.
    if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    {
        throw InputError(context + ": is no ordinary file");
    }
    if (!IsReplaceable(path))
    {
        throw InputError(context + ": " + FOREIGN_FILE);
    }
    const std::string temporary = MakeTemporaryName(path);
    std::FILE* file = OpenNew(temporary);
    if (!file)
    {
        throw InputError(context + ": cannot be written: " + std::strerror(errno));
    }
    std::fclose(file);
    std::remove(temporary.c_str());
}

NpyWriter::TemporaryFile::TemporaryFile(const std::string& name)
    : path(name),
      file(OpenNew(name))
{
}

NpyWriter::TemporaryFile::~TemporaryFile()
{
    if (file)
    {
        std::fclose(file);
    }
    if (!committed)
    {
        std::remove(path.c_str());
    }
}

NpyWriter::NpyWriter(const std::string& path, const std::vector<uint32_t>& shape)
    : m_path(path),
      m_temporary(MakeTemporaryName(path)),
      m_missing(std::accumulate(shape.begin(), shape.end(), uint64_t(1), std::multiplies<>()))
{
    if (!m_temporary.file)
    {
        Fail();
    }
    const std::string header = MakeHeader(shape);
    const uint8_t rest[] = {1,
                            0,
                            static_cast<uint8_t>(header.size() & 0xFF),
                            static_cast<uint8_t>(header.size() >> 8)};
    Write(MAGIC, MAGIC_SIZE);
    Write(rest, sizeof(rest));
    Write(header.data(), header.size());
}

void
NpyWriter::Fail() const
{
    throw OutputError(m_path + ": cannot be written: " + std::strerror(errno));
}

void
NpyWriter::Write(const void* bytes, std::size_t size)
{
    if (std::fwrite(bytes, 1, size, m_temporary.file) != size)
    {
        Fail();
    }
}

void
NpyWriter::Append(const float* values, std::size_t count)
{
    NS_ASSERT_MSG(count <= m_missing, "more numbers than the shape has");
    std::vector<uint8_t> bytes(4 * std::min(count, CHUNK));
    for (std::size_t done = 0; done < count;)
    {
        const std::size_t chunk = std::min(count - done, CHUNK);
        WriteFloatBytes(values + done, chunk, bytes.data());
        Write(bytes.data(), 4 * chunk);
        done += chunk;
    }
    m_missing -= count;
}

void
NpyWriter::Commit()
{
    if (!IsReplaceable(m_path))
    {
        throw OutputError(m_path + ": " + FOREIGN_FILE);
    }
    NS_ASSERT_MSG(m_missing == 0, "fewer numbers than the shape has");
    // What is still buffered is written here: a full disk may show only now.
    const bool closed = std::fclose(m_temporary.file) == 0;
    m_temporary.file = nullptr;
    if (!closed || std::rename(m_temporary.path.c_str(), m_path.c_str()) != 0)
    {
        Fail();
    }
    m_temporary.committed = true;
}

} // namespace stardust
} // namespace ns3
