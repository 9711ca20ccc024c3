/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LIBSVM_DATASET_READER_H
#define LIBSVM_DATASET_READER_H

#include "labeled-dataset.h"

#include <string>

namespace ns3
{
namespace stardust
{

/// How to read a LIBSVM file.
struct LibsvmOptions
{
    bool regression{false}; //!< the label is a target, not a class
    uint32_t features{0};   //!< values in a sample; 0: the largest index in the file
    /// Values that the dense matrix may have (4 GiB): a lone huge index must not take all memory.
    uint64_t maxValues{uint64_t(1) << 30};
};

/**
 * @ingroup stardust
 * Read a file in the format of LIBSVM and SVMLight, plain or gzip: one sample a
 * line, `LABEL INDEX:VALUE INDEX:VALUE ... # COMMENT`.
 *
 * Indices count from 1 and ascend; values that are not given are 0. A `qid:N`
 * behind the label is skipped, and so are blank lines and those of a comment
 * alone. Labels are numbers: classes in numeric order, or targets.
 *
 * @param path of the file.
 * @param options how to read it.
 * @param like the training data, if what is read is to test a model of them: its
 *        classes and number of features are theirs. `features` does not count then.
 * @return the samples in file order, dense, with the names of classes.
 * @throws InputError naming file, line and character if an index is 0, does not
 *         ascend or is beyond the features, a label, index or value is no number
 *         or not finite, the dense matrix would be too large, there is no sample,
 *         no feature or only one class, or a label is not one of the training data.
 */
Ptr<LabeledDataset> ReadLibsvm(const std::string& path,
                               const LibsvmOptions& options,
                               Ptr<const LabeledDataset> like = nullptr);

} // namespace stardust
} // namespace ns3

#endif // LIBSVM_DATASET_READER_H
