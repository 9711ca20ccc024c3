/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "idx-reader.h"

#include "input-error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iomanip>
#include <memory>
#include <sstream>
#include <zlib.h>

namespace ns3
{
namespace stardust
{

namespace
{

constexpr uint32_t IMAGE_MAGIC = 0x00000803;
constexpr uint32_t LABEL_MAGIC = 0x00000801;
/// A header that promises larger images is taken for a damaged one.
constexpr uint64_t MAX_PIXELS = uint64_t(1) << 26;

/// A plain or gzip file read front to back; every failure names the file.
class IdxFile
{
  public:
    explicit IdxFile(const std::string& path)
        : m_path(path),
          m_file(nullptr, &gzclose)
    {
        errno = 0;
        m_file.reset(gzopen(path.c_str(), "rb"));
        if (!m_file)
        {
            Fail(std::string("cannot be opened: ") + std::strerror(errno));
        }
        gzbuffer(m_file.get(), 1 << 17);
    }

    [[noreturn]] void Fail(const std::string& why) const
    {
        throw InputError(m_path + ": " + why);
    }

    void Read(uint8_t* out, std::size_t size, const std::string& what)
    {
        std::size_t done = 0;
        while (done < size)
        {
            const auto chunk = static_cast<unsigned>(std::min<std::size_t>(size - done, 1 << 20));
            const int got = gzread(m_file.get(), out + done, chunk);
            if (got <= 0)
            {
                FailShort(what, size, done, got);
            }
            done += got;
        }
    }

    uint32_t ReadNumber(const std::string& what)
    {
        uint8_t bytes[4];
        Read(bytes, 4, what);
        return (uint32_t(bytes[0]) << 24) | (uint32_t(bytes[1]) << 16) | (uint32_t(bytes[2]) << 8) |
               bytes[3];
    }

    void ExpectMagic(uint32_t magic, const std::string& what)
    {
        const uint32_t found = ReadNumber("the magic number");
        if (found != magic)
        {
            std::ostringstream os;
            os << std::hex << std::setfill('0') << "magic number 0x" << std::setw(8) << found
               << ", expected 0x" << std::setw(8) << magic << " (" << what << ")";
            Fail(os.str());
        }
    }

    void ExpectEnd()
    {
        uint8_t byte;
        const int got = gzread(m_file.get(), &byte, 1);
        int code = Z_OK;
        gzerror(m_file.get(), &code);
        if (got > 0)
        {
            Fail("holds more bytes than its header says");
        }
        // zlib checks length and sum, which follow the content, only here.
        if (got < 0 || code == Z_BUF_ERROR)
        {
            Fail("ends within or disagrees with its gzip trailer");
        }
    }

  private:
    [[noreturn]] void FailShort(const std::string& what, std::size_t size, std::size_t done, int got)
    {
        int code = Z_OK;
        const char* message = gzerror(m_file.get(), &code);
        if (got < 0 && code != Z_BUF_ERROR)
        {
            Fail(std::string("cannot be read: ") +
                 (code == Z_ERRNO ? std::strerror(errno) : message));
        }
        Fail("ends in " + what + ": expected " + std::to_string(size) + " bytes there, found " +
             std::to_string(done));
    }

    std::string m_path;                        //!< for messages
    std::unique_ptr<gzFile_s, int (*)(gzFile)> m_file; //!< the open file
};

std::vector<uint8_t>
ReadLabels(const std::string& path)
{
    IdxFile file(path);
    file.ExpectMagic(LABEL_MAGIC, "IDX labels: unsigned bytes, 1 dimension");
    const uint32_t count = file.ReadNumber("the header");
    std::vector<uint8_t> labels;
    // Grows with what is really there, so that a lying header cannot exhaust memory.
    while (labels.size() < count)
    {
        const std::size_t done = labels.size();
        labels.resize(done + std::min<std::size_t>(count - done, 1 << 20));
        file.Read(labels.data() + done, labels.size() - done, "the labels");
    }
    file.ExpectEnd();
    return labels;
}

} // namespace

Ptr<LabeledDataset>
ReadIdx(const std::string& images, const std::string& labels)
{
    IdxFile file(images);
    file.ExpectMagic(IMAGE_MAGIC, "IDX images: unsigned bytes, 3 dimensions");
    const uint32_t count = file.ReadNumber("the header");
    const uint32_t rows = file.ReadNumber("the header");
    const uint32_t columns = file.ReadNumber("the header");
    const uint64_t pixels = uint64_t(rows) * columns;
    if (count == 0 || pixels == 0)
    {
        file.Fail("holds no image (" + std::to_string(count) + " of " + std::to_string(rows) + "x" +
                  std::to_string(columns) + ")");
    }
    if (pixels > MAX_PIXELS)
    {
        file.Fail("header promises images of " + std::to_string(rows) + "x" +
                  std::to_string(columns) + ", more than this reader takes");
    }
    const std::vector<uint8_t> classes = ReadLabels(labels);
    if (classes.size() != count)
    {
        throw InputError(labels + ": " + std::to_string(classes.size()) + " labels, but " + images +
                         " has " + std::to_string(count) + " images");
    }

    // Grows with what is really there, so that a lying header cannot exhaust memory.
    std::vector<uint8_t> bytes;
    for (uint32_t i = 0; i < count; ++i)
    {
        bytes.resize(bytes.size() + pixels);
        file.Read(bytes.data() + i * pixels, pixels, "image " + std::to_string(i));
    }
    file.ExpectEnd();

    const uint32_t classCount = 1u + *std::max_element(classes.begin(), classes.end());
    auto data = Create<LabeledDataset>(count, static_cast<uint32_t>(pixels), classCount);
    for (uint32_t i = 0; i < count; ++i)
    {
        const auto image = bytes.begin() + i * pixels;
        std::transform(image, image + pixels, data->GetRow(i), [](uint8_t pixel) {
            return pixel / 255.0f;
        });
        data->SetLabel(i, classes[i]);
    }
    return data;
}

} // namespace stardust
} // namespace ns3
