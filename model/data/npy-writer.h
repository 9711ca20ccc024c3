/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NPY_WRITER_H
#define NPY_WRITER_H

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Check that a file can be written at a path: its folder is there and lets one be
 * made, and it is nothing but a .npy file itself. A file that is there already stays as it is.
 * @param path the file.
 * @param context what the message begins with, such as `--saveModels=a/b.npy`.
 * @throws InputError with one line that begins with the context.
 */
void CheckWritable(const std::string& path, const std::string& context);

/**
 * @ingroup stardust
 * Writes float32 numbers so that NumPy reads them (numpy.load): format 1.0.
 *
 * They go to a temporary file beside the path, which takes the path's name when
 * all are there: nobody ever sees half a file, and without Commit() none is left.
 */
class NpyWriter
{
  public:
    /**
     * Begin a file.
     * @param path of the file; one that is there is replaced by Commit().
     * @param shape one length, or rows and columns.
     * @throws OutputError if it cannot be made.
     */
    NpyWriter(const std::string& path, const std::vector<uint32_t>& shape);

    /**
     * Write the next numbers, row by row.
     * @param values the numbers.
     * @param count how many.
     * @throws OutputError if that is not possible.
     */
    void Append(const float* values, std::size_t count);

    /**
     * Give the file its name; all numbers of the shape must be there.
     * @throws OutputError if that is not possible, or a file of that name is no .npy file.
     */
    void Commit();

  private:
    /**
     * @param bytes what to write.
     * @param size how many.
     */
    void Write(const void* bytes, std::size_t size);

    /** @throws OutputError with the reason that the system gives. */
    [[noreturn]] void Fail() const;

    /// The file that is being written; removed with the object unless it was closed.
    struct TemporaryFile
    {
        /** @param name of the file, made anew. */
        explicit TemporaryFile(const std::string& name);
        ~TemporaryFile();

        TemporaryFile(const TemporaryFile&) = delete;
        TemporaryFile& operator=(const TemporaryFile&) = delete;

        std::string path;      //!< its name
        std::FILE* file;       //!< open; null if it could not be made
        bool committed{false}; //!< it has another name
    };

    std::string m_path;        //!< of the file
    TemporaryFile m_temporary; //!< what is being written
    uint64_t m_missing;        //!< numbers not yet written
};

} // namespace stardust
} // namespace ns3

#endif // NPY_WRITER_H
