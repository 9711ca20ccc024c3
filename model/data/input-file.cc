/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "input-file.h"

#include "input-error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <zlib.h>

namespace ns3
{
namespace stardust
{

InputFile::InputFile(const std::string& path)
    : m_path(path),
      m_file(nullptr, &gzclose)
{
    errno = 0;
    m_file.reset(gzopen(path.c_str(), "rb"));
    if (!m_file)
    {
        Fail(std::string("cannot be opened: ") + std::strerror(errno));
    }
    gzbuffer(m_file.get(), 1 << 15);
}

const std::string&
InputFile::GetPath() const
{
    return m_path;
}

void
InputFile::Fail(const std::string& why) const
{
    throw InputError(m_path + ": " + why);
}

bool
InputFile::IsCutShort() const
{
    int code = Z_OK;
    gzerror(m_file.get(), &code);
    return code == Z_BUF_ERROR;
}

std::size_t
InputFile::Fill(void* out, std::size_t size)
{
    std::size_t done = 0;
    while (done < size)
    {
        const auto chunk = static_cast<unsigned>(std::min<std::size_t>(size - done, 1 << 20));
        errno = 0;
        const int got = gzread(m_file.get(), static_cast<char*>(out) + done, chunk);
        if (got == 0)
        {
            break;
        }
        if (got < 0)
        {
            int code = Z_OK;
            gzerror(m_file.get(), &code);
            Fail(code == Z_ERRNO ? std::string("cannot be read: ") + std::strerror(errno)
                                 : "is damaged: its gzip data are wrong or disagree with the "
                                   "checksum or length in its gzip trailer");
        }
        done += got;
    }
    return done;
}

std::size_t
InputFile::ReadSome(void* out, std::size_t size)
{
    const std::size_t done = Fill(out, size);
    if (done < size && IsCutShort())
    {
        Fail("is cut short: its gzip data end before their gzip trailer");
    }
    return done;
}

void
InputFile::Read(void* out, std::size_t size, const std::string& what)
{
    const std::size_t done = Fill(out, size);
    if (done < size)
    {
        Fail("ends in " + what + ": expected " + std::to_string(size) + " bytes there, found " +
             std::to_string(done) + (IsCutShort() ? " (its gzip data are cut short)" : ""));
    }
}

void
InputFile::ExpectEnd()
{
    char byte;
    if (ReadSome(&byte, 1) > 0)
    {
        Fail("holds more bytes than its header says");
    }
}

} // namespace stardust
} // namespace ns3
