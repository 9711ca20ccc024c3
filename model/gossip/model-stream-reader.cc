/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-stream-reader.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

ModelStreamReader::ModelStreamReader(HeaderCallback header, MessageCallback message)
    : m_judge(header),
      m_take(message),
      m_headerBytes(Create<Packet>())
{
}

bool
ModelStreamReader::Read(Ptr<Packet> packet, Time now)
{
    while (packet->GetSize() > 0)
    {
        if (m_inBody)
        {
            ReadBody(packet);
        }
        else if (!ReadHeader(packet, now))
        {
            return false;
        }
    }
    return true;
}

bool
ModelStreamReader::ReadHeader(Ptr<Packet> packet, Time now)
{
    m_begun = m_headerBytes->GetSize() == 0 ? now : m_begun;
    const uint32_t size =
        std::min(packet->GetSize(), ModelFragmentHeader::SIZE - m_headerBytes->GetSize());
    m_headerBytes->AddAtEnd(packet->CreateFragment(0, size));
    packet->RemoveAtStart(size);
    if (m_headerBytes->GetSize() < ModelFragmentHeader::SIZE)
    {
        return true;
    }
    m_headerBytes->RemoveHeader(m_header);
    if (!m_header.IsValid() || m_header.offset != 0)
    {
        return false;
    }
    m_body = m_judge(m_header, m_begun);
    m_inBody = true;
    m_missing = m_header.messageBytes;
    if (m_body != Body::REFUSE)
    {
        Finish();
    }
    return m_body != Body::REFUSE;
}

const ModelFragmentHeader*
ModelStreamReader::GetUnfinished() const
{
    return m_inBody ? &m_header : nullptr;
}

void
ModelStreamReader::ReadBody(Ptr<Packet> packet)
{
    const uint32_t size = std::min(packet->GetSize(), m_missing);
    if (m_body == Body::KEEP)
    {
        const std::size_t before = m_bytes.size();
        m_bytes.resize(before + size);
        packet->CopyData(m_bytes.data() + before, size);
    }
    packet->RemoveAtStart(size);
    m_missing -= size;
    Finish();
}

void
ModelStreamReader::Finish()
{
    if (m_missing > 0)
    {
        return;
    }
    m_inBody = false;
    // Taking it may end the stream, and this with it.
    const std::vector<uint8_t> bytes = std::move(m_bytes);
    m_bytes.clear();
    m_take(m_header, bytes);
}

} // namespace stardust
} // namespace ns3
