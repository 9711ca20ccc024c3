/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_STREAM_READER_H
#define MODEL_STREAM_READER_H

#include "model-fragment-header.h"

#include "ns3/callback.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Finds the messages in a stream of bytes that comes in pieces of any size:
 * each is a ModelFragmentHeader with offset 0 and its message's bytes.
 *
 * The owner says of each header whether it can be followed and whether the bytes
 * behind it are kept, so that no sender can exhaust memory.
 */
class ModelStreamReader
{
  public:
    /// What to do with the bytes behind a header.
    enum class Body
    {
        KEEP,  //!< hand them over
        SKIP,  //!< hand over none
        REFUSE //!< this is no stream of ours: read no more
    };

    /// A header has come; its first byte came at the time given.
    using HeaderCallback = Callback<Body, const ModelFragmentHeader&, Time>;
    /// A message is complete; its bytes are empty if they were skipped.
    using MessageCallback = Callback<void, const ModelFragmentHeader&, const std::vector<uint8_t>&>;

    /**
     * @param header judges headers.
     * @param message takes messages.
     */
    ModelStreamReader(HeaderCallback header, MessageCallback message);

    /**
     * Read on.
     * @param packet the next piece.
     * @param now when it came.
     * @return whether it is a stream of ours so far.
     */
    bool Read(Ptr<Packet> packet, Time now);

    /** @return the header of the message of which bytes are still missing; null: none. */
    const ModelFragmentHeader* GetUnfinished() const;

  private:
    /**
     * @param packet the piece; the part used is taken away.
     * @param now when it came.
     * @return whether it is a stream of ours so far.
     */
    bool ReadHeader(Ptr<Packet> packet, Time now);

    /** @param packet the piece; the part used is taken away. */
    void ReadBody(Ptr<Packet> packet);

    /** Hand the message over, if it is complete, and wait for the next. */
    void Finish();

    HeaderCallback m_judge;         //!< judges headers
    MessageCallback m_take;         //!< takes messages
    Ptr<Packet> m_headerBytes;      //!< of the next header, so far
    Time m_begun;                   //!< when the first byte of the next header came
    ModelFragmentHeader m_header;   //!< of the message at hand
    bool m_inBody{false};           //!< whether a header has come
    Body m_body{Body::SKIP};        //!< what to do with its bytes
    uint32_t m_missing{0};          //!< of its bytes
    std::vector<uint8_t> m_bytes;   //!< those kept
};

} // namespace stardust
} // namespace ns3

#endif // MODEL_STREAM_READER_H
