/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include "ns3/model-stream-reader.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{
namespace fuzz
{

namespace
{

/// Contents up to this size are kept, up to the other skipped; larger ones are refused.
constexpr uint32_t MOST_KEPT = 200;
constexpr uint32_t MOST_SKIPPED = 1000;

/// A message, as it must be handed over.
struct StreamMessage
{
    uint32_t sender;   //!< as its header says
    uint32_t sequence; //!< as its header says
    std::string bytes; //!< none if they were skipped

    bool operator==(const StreamMessage& other) const
    {
        return sender == other.sender && sequence == other.sequence && bytes == other.bytes;
    }
};

/// What a stream holds.
struct StreamContent
{
    std::vector<StreamMessage> messages; //!< complete ones
    bool sound{true};                    //!< it is a stream of ours so far
    bool inBody{false};                  //!< it ends within a message, behind its header
};

/// Hears what the reader says.
class StreamListener
{
  public:
    ModelStreamReader::Body Judge(const ModelFragmentHeader& header, Time)
    {
        return header.messageBytes <= MOST_KEPT      ? ModelStreamReader::Body::KEEP
               : header.messageBytes <= MOST_SKIPPED ? ModelStreamReader::Body::SKIP
                                                     : ModelStreamReader::Body::REFUSE;
    }

    void Take(const ModelFragmentHeader& header, const std::vector<uint8_t>& bytes)
    {
        messages.push_back(
            {header.sender, header.sequence, std::string(bytes.begin(), bytes.end())});
    }

    std::vector<StreamMessage> messages; //!< in the order in which they came
};

/// The stream, read as a whole: magic, format, zero, then five numbers.
StreamContent
ReadWhole(const std::string& stream)
{
    StreamContent content;
    ByteSource source(reinterpret_cast<const uint8_t*>(stream.data()), stream.size());
    while (source.GetLeft() >= ModelFragmentHeader::SIZE)
    {
        const bool marked = source.TakeWord() == 0x53440100;
        StreamMessage message;
        message.sender = source.TakeWord();
        message.sequence = source.TakeWord();
        source.TakeWord();
        const uint32_t size = source.TakeWord();
        if (source.TakeWord() != 0 || !marked || size > MOST_SKIPPED)
        {
            content.sound = false;
            content.inBody = false;
            return content;
        }
        content.inBody = source.GetLeft() < size;
        message.bytes = source.Take(size);
        if (!content.inBody)
        {
            message.bytes.resize(size <= MOST_KEPT ? size : 0);
            content.messages.push_back(message);
        }
    }
    return content;
}

/// A stream in pieces; the first four bytes say how it is cut.
bool
RunStream(const uint8_t* data, std::size_t size)
{
    ByteSource source(data, size);
    const std::string cuts = source.Take(4);
    const std::string stream = source.TakeRest();
    StreamListener listener;
    ModelStreamReader reader(MakeCallback(&StreamListener::Judge, &listener),
                             MakeCallback(&StreamListener::Take, &listener));
    bool sound = true;
    for (std::size_t at = 0, cut = 0; sound && at < stream.size(); ++cut)
    {
        const std::size_t wanted = 1 + static_cast<uint8_t>(cuts[cut % cuts.size()]);
        const std::size_t length = std::min(wanted, stream.size() - at);
        const auto begin = reinterpret_cast<const uint8_t*>(stream.data()) + at;
        sound = reader.Read(Create<Packet>(begin, length), NanoSeconds(at));
        at += length;
    }
    const StreamContent content = ReadWhole(stream);
    Require(sound == content.sound, "a stream is refused for its bytes, however it is cut");
    Require(listener.messages == content.messages, "the messages are those of the stream");
    Require(!sound || (reader.GetUnfinished() != nullptr) == content.inBody,
            "the reader says whether a message is unfinished");
    return sound && !listener.messages.empty();
}

std::string
MakeMessage(uint32_t size)
{
    return MakeWord(0x53440100) + MakeWord(1) + MakeWord(2) + MakeWord(3) + MakeWord(size) +
           MakeWord(0) + std::string(size, 'm');
}

} // namespace

/** @return the target: a TCP connection that brings models. */
Target
MakeStreamTarget()
{
    return {"stream",
            &RunStream,
            [] {
                const std::string bytewise(4, '\0');
                return std::vector<std::string>{
                    bytewise + MakeMessage(3) + MakeMessage(0) + MakeMessage(5).substr(0, 26),
                    "zzzz" + MakeMessage(MOST_KEPT) + MakeMessage(MOST_SKIPPED) + MakeMessage(1),
                    "abcd" + MakeMessage(40) + MakeMessage(2).substr(0, 20)};
            },
            [] {
                return std::vector<std::string>{"",
                                                "abcd",
                                                "abcd" + MakeMessage(MOST_SKIPPED + 1),
                                                "abcdx" + MakeMessage(10),
                                                "abcd" + MakeMessage(1) + "SX" + MakeMessage(1)};
            }};
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
