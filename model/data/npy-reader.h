/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NPY_READER_H
#define NPY_READER_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/// Numbers in one or two dimensions.
struct NpyArray
{
    std::vector<uint32_t> shape; //!< one length, or rows and columns; none is 0
    std::vector<float> values;   //!< row by row
};

/**
 * @ingroup stardust
 * Read numbers that NumPy has saved (numpy.save): format 1.0 or 2.0, little-endian
 * float32 or float64 (rounded to float32), row by row, one or two dimensions.
 * @param path the file.
 * @return its content. Memory grows with what the file holds, not with what its
 *         header promises.
 * @throws InputError with one line that names the file and what was expected.
 */
NpyArray ReadNpy(const std::string& path);

} // namespace stardust
} // namespace ns3

#endif // NPY_READER_H
