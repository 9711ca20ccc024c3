/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_CODEC_H
#define MODEL_CODEC_H

#include "coordinate-range.h"

#include "ns3/float-buffer.h"
#include "ns3/object.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

struct ParameterBlock;

/**
 * @ingroup stardust
 * Parameters to bytes and back. Each learner has one of its own, so that a
 * subclass may hold state between messages.
 */
class ModelCodec : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @return one line that says why these attributes do not go together; empty if they do,
     *         as always unless a subclass says otherwise.
     */
    virtual std::string FindProblem() const;

    /**
     * The learner tells what its model consists of, before the first message. Nothing is made of it,
     * unless a subclass says otherwise.
     * @param blocks how parameters belong together, in order and without gaps.
     */
    virtual void SetBlocks(const std::vector<ParameterBlock>& blocks);

    /**
     * Whether decoding gives back every bit and the size depends on the number
     * of parameters alone. Such a codec need not run where the bytes themselves
     * are not wanted.
     * @return true if so.
     */
    virtual bool IsExact() const = 0;

    /**
     * @param count number of parameters.
     * @return bytes of an encoding, at most; of every encoding if IsExact().
     */
    virtual uint32_t GetEncodedSize(uint32_t count) const = 0;

    /**
     * @param parameters the model.
     * @param count number of parameters.
     * @return the bytes.
     */
    virtual std::vector<uint8_t> Encode(const float* parameters, uint32_t count) = 0;

    /**
     * Encode a model for one receiver; Encode(), unless a subclass keeps a memory for
     * each receiver.
     * @param parameters the model.
     * @param count number of parameters.
     * @param receiver learner id of the receiver.
     * @param sequence number of the message, among those of the owner's.
     * @return the bytes.
     */
    virtual std::vector<uint8_t> EncodeFor(const float* parameters,
                                           uint32_t count,
                                           uint32_t receiver,
                                           uint32_t sequence);

    /**
     * Whether a codec must hear which of its messages have arrived (NoteFeedback()), and a
     * receiver needs the bytes of a model to know it. Then the bytes are in the packets in
     * both payload modes.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool NeedsFeedback() const;

    /**
     * A receiver has told what became of a message of the owner's.
     * @param receiver learner id.
     * @param sequence number of the message, not to be trusted.
     * @param usable whether it could decode the model.
     */
    virtual void NoteFeedback(uint32_t receiver, uint32_t sequence, bool usable);

    /**
     * Whether what these bytes refer to is here.
     * @param bytes what arrived; not to be trusted.
     * @param size how many bytes.
     * @param sender learner id of the sender.
     * @return true, unless a subclass says otherwise.
     */
    virtual bool HasReference(const uint8_t* bytes, uint32_t size, uint32_t sender) const;

    /**
     * A model has arrived and is sound.
     * @param sender learner id of the sender.
     * @param sequence number of its message.
     * @param model what was decoded.
     */
    virtual void NoteReceived(uint32_t sender, uint32_t sequence, Ptr<const FloatBuffer> model);

    /** The device has lost what it remembered of earlier messages, sent and received. */
    virtual void Forget();

    /**
     * @param bytes what arrived; not to be trusted.
     * @param size how many bytes.
     * @param parameters receives the model.
     * @param count number of parameters expected.
     * @return false if the bytes are no encoding of that many parameters.
     */
    virtual bool Decode(const uint8_t* bytes,
                        uint32_t size,
                        float* parameters,
                        uint32_t count) const = 0;

    /**
     * Decode what may leave coordinates out; Decode(), unless a subclass leaves some out.
     * @param bytes what arrived; not to be trusted.
     * @param size how many bytes.
     * @param parameters receives the coordinates that are there, and finite values for the rest.
     * @param count number of parameters expected.
     * @param present receives the coordinates that are there, sorted and disjoint; none: all.
     * @return false if the bytes are no encoding of that many parameters.
     */
    virtual bool DecodePresent(const uint8_t* bytes,
                               uint32_t size,
                               float* parameters,
                               uint32_t count,
                               std::vector<CoordinateRange>& present) const;

    /**
     * Decode a message of one sender; DecodePresent(), unless a subclass keeps a memory for
     * each sender.
     * @param bytes what arrived; not to be trusted.
     * @param size how many bytes.
     * @param parameters as in DecodePresent().
     * @param count number of parameters expected.
     * @param present as in DecodePresent().
     * @param sender learner id of the sender.
     * @return false if the bytes are no encoding of that many parameters.
     */
    virtual bool DecodeFrom(const uint8_t* bytes,
                            uint32_t size,
                            float* parameters,
                            uint32_t count,
                            std::vector<CoordinateRange>& present,
                            uint32_t sender);

    /**
     * Whether a part of an encoding can be used without the rest: which coordinates a
     * range of bytes holds depends on the number of parameters alone, and if missing
     * bytes are set to zero, Decode() gives those that are there, and finite values for the rest.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool NamesCoordinates() const;

    /**
     * Which coordinates some bytes of an encoding hold; only if NamesCoordinates().
     * @param arrived the bytes that are there, sorted; they may touch, not overlap.
     * @param count number of parameters of the whole model.
     * @return the coordinates that can be decoded, sorted, disjoint and apart; all of them are
     *         one range; empty if there are none.
     */
    virtual std::vector<CoordinateRange> FindCoordinates(const std::vector<ByteRange>& arrived,
                                                         uint32_t count) const;

    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     * @param stream first stream index to use
     * @return the number of stream indices assigned, at most 1
     */
    virtual int64_t AssignStreams(int64_t stream);
};

} // namespace stardust
} // namespace ns3

#endif // MODEL_CODEC_H
