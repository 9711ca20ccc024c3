/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "idx-reader.h"

#include "input-error.h"
#include "input-file.h"

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <vector>

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

uint32_t
ReadNumber(InputFile& file, const std::string& what)
{
    uint8_t bytes[4];
    file.Read(bytes, 4, what);
    return (uint32_t(bytes[0]) << 24) | (uint32_t(bytes[1]) << 16) | (uint32_t(bytes[2]) << 8) |
           bytes[3];
}

void
ExpectMagic(InputFile& file, uint32_t magic, const std::string& what)
{
    const uint32_t found = ReadNumber(file, "the magic number");
    if (found != magic)
    {
        std::ostringstream os;
        os << std::hex << std::setfill('0') << "magic number 0x" << std::setw(8) << found
           << ", expected 0x" << std::setw(8) << magic << " (" << what << ")";
        file.Fail(os.str());
    }
}

std::vector<uint8_t>
ReadLabels(const std::string& path)
{
    InputFile file(path);
    ExpectMagic(file, LABEL_MAGIC, "IDX labels: unsigned bytes, 1 dimension");
    const uint32_t count = ReadNumber(file, "the header");
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

/// The classes of these labels, or those of the training data if all labels are among them.
uint32_t
CountClasses(const std::string& path,
             const std::vector<uint8_t>& labels,
             Ptr<const LabeledDataset> like)
{
    const auto top = std::max_element(labels.begin(), labels.end());
    if (like && *top >= like->GetClasses())
    {
        throw InputError(path + ": label " + std::to_string(*top) + " of image " +
                         std::to_string(top - labels.begin()) +
                         ", in the training data they end at " +
                         std::to_string(like->GetClasses() - 1));
    }
    return like ? like->GetClasses() : 1u + *top;
}

std::string
FormatSize(uint32_t rows, uint32_t columns)
{
    return std::to_string(rows) + "x" + std::to_string(columns);
}

} // namespace

Ptr<LabeledDataset>
ReadIdx(const std::string& images, const std::string& labels, Ptr<const LabeledDataset> like)
{
    InputFile file(images);
    ExpectMagic(file, IMAGE_MAGIC, "IDX images: unsigned bytes, 3 dimensions");
    const uint32_t count = ReadNumber(file, "the header");
    const uint32_t rows = ReadNumber(file, "the header");
    const uint32_t columns = ReadNumber(file, "the header");
    const uint64_t pixels = uint64_t(rows) * columns;
    if (count == 0 || pixels == 0)
    {
        file.Fail("holds no image (" + std::to_string(count) + " of " + FormatSize(rows, columns) +
                  ")");
    }
    if (pixels > MAX_PIXELS)
    {
        file.Fail("header promises images of " + FormatSize(rows, columns) +
                  ", more than this reader takes");
    }
    if (like && (like->GetImageShape().height != rows || like->GetImageShape().width != columns))
    {
        file.Fail("images of " + FormatSize(rows, columns) + ", in the training data they are " +
                  FormatSize(like->GetImageShape().height, like->GetImageShape().width));
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

    auto data = Create<LabeledDataset>(count,
                                       static_cast<uint32_t>(pixels),
                                       CountClasses(labels, classes, like));
    data->SetImageShape({1, rows, columns});
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
