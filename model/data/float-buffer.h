/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOAT_BUFFER_H
#define FLOAT_BUFFER_H

#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstddef>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A fixed number of float32 values in one block aligned to 64 bytes, shared by
 * reference count. Holds model parameters and the features of a data set.
 *
 * A buffer that more than one owner holds must be treated as immutable; whoever
 * wants to write makes a Copy() first.
 */
class FloatBuffer : public SimpleRefCount<FloatBuffer>
{
  public:
    /**
     * Allocate.
     * @param size number of values; all are zero.
     */
    explicit FloatBuffer(std::size_t size);
    ~FloatBuffer();

    FloatBuffer(const FloatBuffer&) = delete;
    FloatBuffer& operator=(const FloatBuffer&) = delete;

    /** @return a buffer of its own with the same values. */
    Ptr<FloatBuffer> Copy() const;

    /** @return the first value. */
    float* Data()
    {
        return m_data;
    }

    /** @return the first value. */
    const float* Data() const
    {
        return m_data;
    }

    /** @return the number of values. */
    std::size_t Size() const
    {
        return m_size;
    }

  private:
    /// Whether the constructor clears the block.
    enum class Fill
    {
        ZERO,
        NONE
    };

    /**
     * @param size number of values.
     * @param fill whether to clear them.
     */
    FloatBuffer(std::size_t size, Fill fill);

    std::size_t m_size; //!< number of values
    float* m_data;      //!< the values, aligned to 64 bytes
};

/**
 * @ingroup stardust
 * Prepare a buffer for writing.
 * @param buffer replaced by a copy of its own if others hold it too.
 * @return its first value.
 */
inline float*
MakeWritable(Ptr<FloatBuffer>& buffer)
{
    if (buffer->GetReferenceCount() > 1)
    {
        buffer = buffer->Copy();
    }
    return buffer->Data();
}

/**
 * @ingroup stardust
 * Room for numbers that are not kept, such as the scratch values of a thread.
 * @param[in,out] buffer replaced if it is null or too small.
 * @param size number of values needed.
 * @return the first value; values are whatever they were.
 */
float* ReserveFloats(Ptr<FloatBuffer>& buffer, std::size_t size);

} // namespace stardust
} // namespace ns3

#endif // FLOAT_BUFFER_H
