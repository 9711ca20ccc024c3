/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include "ns3/cifar-dataset-reader.h"
#include "ns3/csv-dataset-reader.h"
#include "ns3/idx-reader.h"
#include "ns3/libsvm-dataset-reader.h"
#include "ns3/npy-reader.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ns3
{
namespace stardust
{
namespace fuzz
{

namespace
{

/// A data set that was accepted.
void
CheckDataset(const LabeledDataset& data)
{
    Require(data.GetN() > 0, "there is a sample");
    Require(data.IsRegression() || data.GetClasses() > 0, "there is a class");
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        const float* row = data.GetRow(i);
        Require(std::all_of(row, row + data.GetFeatures(), [](float x) { return std::isfinite(x); }),
                "features are finite");
        Require(data.IsRegression() ? std::isfinite(data.GetTarget(i))
                                    : data.GetLabel(i) < data.GetClasses(),
                "labels are classes, or targets are finite");
    }
}

/// A file like itself is understood as it was the first time.
void
CheckSame(const LabeledDataset& first, const LabeledDataset& second)
{
    Require(first.GetN() == second.GetN() && first.GetFeatures() == second.GetFeatures() &&
                first.GetClasses() == second.GetClasses(),
            "the same file has the same shape");
    for (uint32_t i = 0; i < first.GetN(); ++i)
    {
        const float* row = first.GetRow(i);
        Require(std::equal(row, row + first.GetFeatures(), second.GetRow(i)), "the same features");
        Require(first.IsRegression() ? first.GetTarget(i) == second.GetTarget(i)
                                     : first.GetLabel(i) == second.GetLabel(i),
                "the same labels");
    }
}

/// Read a data set, and once more as one like it.
bool
CheckReader(const std::function<Ptr<LabeledDataset>(Ptr<const LabeledDataset>)>& read)
{
    Ptr<LabeledDataset> data;
    if (!Accepts([&] { data = read(nullptr); }))
    {
        return false;
    }
    CheckDataset(*data);
    Ptr<LabeledDataset> again;
    Require(Accepts([&] { again = read(data); }), "a data set is like itself");
    CheckSame(*data, *again);
    return true;
}

/// The length of the images' file, and both files.
bool
RunIdx(const uint8_t* data, std::size_t size)
{
    static ScratchFile images("images");
    static ScratchFile labels("labels");
    ByteSource source(data, size);
    images.Write(source.Take(source.TakeShort()));
    labels.Write(source.TakeRest());
    return CheckReader([](Ptr<const LabeledDataset> like) {
        return ReadIdx(images.GetPath(), labels.GetPath(), like);
    });
}

/// A byte of options, and the file.
bool
RunCsv(const uint8_t* data, std::size_t size)
{
    static ScratchFile file("csv");
    ByteSource source(data, size);
    const uint8_t choice = source.TakeByte();
    CsvOptions options;
    options.header = static_cast<CsvHeader>(choice % 3);
    options.regression = choice & 0x10;
    options.labelColumn = choice & 0x20 ? "1" : "";
    options.groupColumn = choice & 0x40 ? "2" : "";
    file.Write(source.TakeRest());
    return CheckReader([&](Ptr<const LabeledDataset> like) {
        return ReadCsv(file.GetPath(), options, like);
    });
}

/// A byte of options, and the file.
bool
RunLibsvm(const uint8_t* data, std::size_t size)
{
    static ScratchFile file("libsvm");
    ByteSource source(data, size);
    const uint8_t choice = source.TakeByte();
    LibsvmOptions options;
    options.regression = choice & 1;
    options.features = choice & 2 ? 20 : 0;
    options.maxValues = 1 << 16;
    file.Write(source.TakeRest());
    return CheckReader([&](Ptr<const LabeledDataset> like) {
        return ReadLibsvm(file.GetPath(), options, like);
    });
}

bool
RunCifar(const uint8_t* data, std::size_t size)
{
    static ScratchFile file("cifar");
    file.Write(ByteSource(data, size).TakeRest());
    Ptr<LabeledDataset> read;
    const bool accepted = Accepts([&] { read = ReadCifar({file.GetPath()}); });
    if (accepted)
    {
        CheckDataset(*read);
    }
    return accepted;
}

bool
RunNpy(const uint8_t* data, std::size_t size)
{
    static ScratchFile file("npy");
    file.Write(ByteSource(data, size).TakeRest());
    NpyArray array;
    const bool accepted = Accepts([&] { array = ReadNpy(file.GetPath()); });
    if (accepted)
    {
        Require(array.shape.size() == 1 || array.shape.size() == 2, "one or two dimensions");
        std::size_t values = 1;
        for (const uint32_t length : array.shape)
        {
            values *= length;
        }
        Require(values > 0 && values == array.values.size(), "as many values as the shape says");
    }
    return accepted;
}

std::string
MakeShort(std::size_t value)
{
    return {static_cast<char>(value >> 8), static_cast<char>(value)};
}

/// Three images of 2x2 and their labels.
std::string
MakeIdx(bool packed, uint32_t promised = 3)
{
    std::string images = MakeWord(0x803) + MakeWord(promised) + MakeWord(2) + MakeWord(2) + "0123456789ab";
    std::string labels = MakeWord(0x801) + MakeWord(promised) + std::string("\0\1\2", 3);
    images = packed ? Pack(images) : images;
    labels = packed ? Pack(labels) : labels;
    return MakeShort(images.size()) + images + labels;
}

std::string
MakeNpy(const std::string& type, const std::string& order, const std::string& shape, std::size_t bytes)
{
    std::string header =
        "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
    header.resize(117, ' ');
    header += '\n';
    return std::string("\x93NUMPY\1\0v\0", 10) + header + std::string(bytes, '\0');
}

} // namespace

/** @return the target: images and labels in IDX form, packed or not. */
Target
MakeIdxTarget()
{
    return {"idx",
            &RunIdx,
            [] { return std::vector<std::string>{MakeIdx(false), MakeIdx(true)}; },
            [] {
                return std::vector<std::string>{"",
                                                MakeIdx(false, 4),
                                                MakeIdx(true, 2),
                                                MakeIdx(false, 0xffffffff),
                                                MakeIdx(true).substr(0, 40)};
            }};
}

/** @return the target: comma-separated values. */
Target
MakeCsvTarget()
{
    return {"csv",
            &RunCsv,
            [] {
                const std::string packed = Pack("1,2,a\n3,4,b\n");
                return std::vector<std::string>{std::string(1, '\0') + "x,y,class\n1,2,a\n3,4e-5,\"b,\"\"\"\n",
                                                "\x12" "1,2\n",
                                                std::string("\x62") + "a,g,1\r\nb,h,-.5\r\n",
                                                "\2" + packed};
            },
            [] {
                return std::vector<std::string>{"",
                                                std::string(1, '\0') + "x,y\n",
                                                "\2" "1,2,a\n3,4\n",
                                                "\2" "1,\"2,a\n",
                                                "\2" "1,nan,a\n",
                                                "\2" "\x1f\x8b\x08 cut"};
            }};
}

/** @return the target: LIBSVM's sparse samples. */
Target
MakeLibsvmTarget()
{
    return {"libsvm",
            &RunLibsvm,
            [] {
                return std::vector<std::string>{std::string(1, '\0') + "+1 1:0.5 3:2\n-1 qid:3 2:-1e-3 # end\n",
                                                "\3" "0.25 20:1\n1e3\n"};
            },
            [] {
                return std::vector<std::string>{"",
                                                "\1" "1 2:1 1:1\n",
                                                "\1" "1 0:1\n",
                                                "\1" "1 4000000000:1\n",
                                                "\2" "1 21:1\n",
                                                "\1" "x 1:1\n"};
            }};
}

/** @return the target: images as CIFAR-10 has them. */
Target
MakeCifarTarget()
{
    return {"cifar",
            &RunCifar,
            [] {
                const std::string record = '\7' + std::string(3072, 'p');
                return std::vector<std::string>{record, Pack(record + record)};
            },
            [] {
                return std::vector<std::string>{"", "\7", "\12" + std::string(3072, 'p'),
                                                "\1" + std::string(3073, 'p')};
            }};
}

/** @return the target: arrays as NumPy saves them. */
Target
MakeNpyTarget()
{
    return {"npy",
            &RunNpy,
            [] {
                return std::vector<std::string>{MakeNpy("<f4", "False", "(3,)", 12),
                                                MakeNpy("<f8", "False", "(2, 3)", 48)};
            },
            [] {
                return std::vector<std::string>{"",
                                                MakeNpy("<f4", "False", "(3,)", 11),
                                                MakeNpy("\n<f4", "False", "(3,)", 12),
                                                MakeNpy("<f4", "False", "(3,)", 13),
                                                MakeNpy("<i8", "False", "()", 8),
                                                MakeNpy("<f8", "True", "(2, 3)", 48),
                                                MakeNpy("<f4", "False", "(4000000000, 4000000000)", 8),
                                                MakeNpy("<f4", "False", "(0,)", 0)};
            }};
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
