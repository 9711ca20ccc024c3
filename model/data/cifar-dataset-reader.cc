/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cifar-dataset-reader.h"

#include "input-file.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

constexpr uint32_t SIDE = 32;
constexpr uint32_t CHANNELS = 3;
constexpr uint32_t PIXELS = CHANNELS * SIDE * SIDE;
constexpr uint32_t RECORD = 1 + PIXELS;

const std::vector<std::string> CLASS_NAMES{"airplane",
                                           "automobile",
                                           "bird",
                                           "cat",
                                           "deer",
                                           "dog",
                                           "frog",
                                           "horse",
                                           "ship",
                                           "truck"};

/// Append the records of a file.
void
ReadRecords(const std::string& path, std::vector<uint8_t>& bytes)
{
    InputFile file(path);
    const std::size_t before = bytes.size();
    std::size_t got = RECORD;
    while (got == RECORD)
    {
        const std::size_t begin = bytes.size();
        bytes.resize(begin + RECORD);
        got = file.ReadSome(bytes.data() + begin, RECORD);
        bytes.resize(begin + got);
        const std::size_t record = (begin - before) / RECORD;
        if (got == 0 ? record == 0 : got < RECORD)
        {
            file.Fail(std::to_string(bytes.size() - before) + " bytes, expected records of " +
                      std::to_string(RECORD) + " (binary version of CIFAR-10)");
        }
        if (got > 0 && bytes[begin] >= CLASS_NAMES.size())
        {
            file.Fail("record " + std::to_string(record) + ": label " +
                      std::to_string(bytes[begin]) + ", expected 0 to 9 (CIFAR-10)");
        }
    }
}

} // namespace

Ptr<LabeledDataset>
ReadCifar(const std::vector<std::string>& paths)
{
    std::vector<uint8_t> bytes;
    for (const auto& path : paths)
    {
        ReadRecords(path, bytes);
    }
    auto data = Create<LabeledDataset>(static_cast<uint32_t>(bytes.size() / RECORD),
                                       PIXELS,
                                       static_cast<uint32_t>(CLASS_NAMES.size()));
    data->SetImageShape({CHANNELS, SIDE, SIDE});
    data->SetNames(CLASS_NAMES, {});
    for (uint32_t i = 0; i < data->GetN(); ++i)
    {
        const auto record = bytes.begin() + std::size_t(i) * RECORD;
        data->SetLabel(i, *record);
        std::transform(record + 1, record + RECORD, data->GetRow(i), [](uint8_t pixel) {
            return pixel / 255.0f;
        });
    }
    return data;
}

} // namespace stardust
} // namespace ns3
