/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CSV_DATASET_READER_H
#define CSV_DATASET_READER_H

#include "labeled-dataset.h"

#include <string>

namespace ns3
{
namespace stardust
{

/// Whether the first record of a CSV file names the columns.
enum class CsvHeader
{
    AUTO, //!< it does if no feature in it is a number
    YES,  //!< it does
    NO    //!< it is the first sample
};

/// What the columns of a CSV file mean: features, unless they are named here.
struct CsvOptions
{
    CsvHeader header{CsvHeader::AUTO}; //!< whether there is a header
    std::string labelColumn;           //!< name, or number from 1; empty: the last column
    std::string groupColumn;           //!< name, or number from 1; empty: samples have no groups
    bool regression{false};            //!< the label is a target, not a class
};

/**
 * @ingroup stardust
 * Read a file of comma-separated values (RFC 4180), plain or gzip, one sample a
 * record; CsvRecordReader says how records are written.
 *
 * A column given as a whole number is that column, else the one of that name, and
 * then there must be a header. CsvHeader::AUTO takes the first record for a header
 * if a feature cell of it is neither blank nor a number, or a column is given by
 * name; a first record in which some features are numbers and others are text is
 * refused as unclear.
 *
 * Features and targets are finite numbers. Labels are any text, and ClassVocabulary
 * says how classes are numbered. Groups are any text: if they are 0, 1, ..., n-1
 * that is what they are numbered, else they are numbered as they first appear.
 *
 * @param path of the file.
 * @param options what its columns mean.
 * @param like the training data, if what is read is to test a model of them: its
 *        classes are theirs, and so are number and names of the features. Its
 *        groups are not read then.
 * @return the samples in file order, with the names of classes and features.
 * @throws InputError naming file, line and column if a record has more or fewer
 *         cells than the first, a cell is blank, no number or not finite, there is
 *         no such column, no sample or only one class, a label is not one of the
 *         training data, or the file is not CSV.
 */
Ptr<LabeledDataset> ReadCsv(const std::string& path,
                            const CsvOptions& options,
                            Ptr<const LabeledDataset> like = nullptr);

} // namespace stardust
} // namespace ns3

#endif // CSV_DATASET_READER_H
