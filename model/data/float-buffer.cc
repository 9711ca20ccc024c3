/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "float-buffer.h"

#include <cstring>
#include <new>

namespace ns3
{
namespace stardust
{

namespace
{
/// One cache line, and the widest vector register of x86-64.
constexpr std::size_t ALIGNMENT = 64;
} // namespace

FloatBuffer::FloatBuffer(std::size_t size)
    : FloatBuffer(size, Fill::ZERO)
{
}

FloatBuffer::FloatBuffer(std::size_t size, Fill fill)
    : m_size(size),
      m_data(static_cast<float*>(
          ::operator new(size * sizeof(float), std::align_val_t(ALIGNMENT))))
{
    if (fill == Fill::ZERO && size > 0)
    {
        std::memset(m_data, 0, size * sizeof(float));
    }
}

FloatBuffer::~FloatBuffer()
{
    ::operator delete(m_data, std::align_val_t(ALIGNMENT));
}

Ptr<FloatBuffer>
FloatBuffer::Copy() const
{
    Ptr<FloatBuffer> copy(new FloatBuffer(m_size, Fill::NONE), false);
    if (m_size > 0)
    {
        std::memcpy(copy->m_data, m_data, m_size * sizeof(float));
    }
    return copy;
}

float*
ReserveFloats(Ptr<FloatBuffer>& buffer, std::size_t size)
{
    if (!buffer || buffer->Size() < size)
    {
        buffer = Create<FloatBuffer>(size);
    }
    return buffer->Data();
}

} // namespace stardust
} // namespace ns3
