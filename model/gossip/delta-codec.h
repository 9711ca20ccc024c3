/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DELTA_CODEC_H
#define DELTA_CODEC_H

#include "model-codec.h"

#include <deque>
#include <map>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Sends each receiver the difference to the last model that it has acknowledged.
 *
 * 1. A message is 5 bytes and a body. A first byte 0 says that the body is the whole model in
 *    float32; 1, that it is what Inner makes of the difference to a reference, the model that
 *    the receiver decoded from this sender's message of the number that the next four bytes
 *    give, little endian. Both ends add what Inner decodes to the same reference, so that what
 *    Inner leaves out is part of the next difference: errors do not add up, and need no
 *    feedback of their own.
 * 2. The sender takes as a reference what a receiver has acknowledged, of its last MaxPending
 *    messages to it. It sends a whole model if nothing is acknowledged, after the receiver has
 *    told that it could not use a message, if its own model is not finite, or if it has
 *    forgotten all (GossipLearner's Rejoin=Reset or Ask).
 * 3. The receiver keeps, of each sender, the last MaxPending models in order of their numbers, and
 *    the latest that a message referred to. A difference to another one is rejected with the
 *    reason REFERENCE_MISSING.
 * 4. Memory in each device: for each neighbour that it sends to, and again for each that it
 *    receives from, at most MaxPending + 1 models of 4 bytes a parameter.
 *
 * The transport must tell what has arrived, see ModelTransport::GivesFeedback(). All learners
 * of a group use the same MaxPending and Inner. A difference is decoded by the receiver alone,
 * so the bytes are in the packets in both payload modes. Every message is a complete model.
 */
class DeltaCodec : public ModelCodec
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem() const override;
    bool IsExact() const override;
    bool NeedsFeedback() const override;
    uint32_t GetEncodedSize(uint32_t count) const override;
    /**
     * Encode a whole model, for nobody in particular.
     * @param parameters the model.
     * @param count number of parameters.
     * @return the bytes.
     */
    std::vector<uint8_t> Encode(const float* parameters, uint32_t count) override;
    std::vector<uint8_t> EncodeFor(const float* parameters,
                                   uint32_t count,
                                   uint32_t receiver,
                                   uint32_t sequence) override;
    /**
     * Decode a whole model; a difference needs its sender, see DecodeFrom().
     * @param bytes what arrived; not to be trusted.
     * @param size how many bytes.
     * @param parameters receives the model.
     * @param count number of parameters expected.
     * @return false if the bytes are no whole model of that many parameters.
     */
    bool Decode(const uint8_t* bytes,
                uint32_t size,
                float* parameters,
                uint32_t count) const override;
    bool DecodeFrom(const uint8_t* bytes,
                    uint32_t size,
                    float* parameters,
                    uint32_t count,
                    std::vector<CoordinateRange>& present,
                    uint32_t sender) override;
    void NoteFeedback(uint32_t receiver, uint32_t sequence, bool usable) override;
    bool HasReference(const uint8_t* bytes, uint32_t size, uint32_t sender) const override;
    void NoteReceived(uint32_t sender, uint32_t sequence, Ptr<const FloatBuffer> model) override;
    void Forget() override;
    void SetBlocks(const std::vector<ParameterBlock>& blocks) override;
    int64_t AssignStreams(int64_t stream) override;

    /** @param inner see the attribute Inner; an object like it is made. */
    void SetInner(Ptr<ModelCodec> inner);
    /** @return see the attribute Inner. */
    Ptr<ModelCodec> GetInner() const;

    /** @return models that it keeps, as a sender and as a receiver. */
    uint32_t CountModels() const;

  protected:
    void DoDispose() override;

  private:
    /// Models by the number of their message.
    using Models = std::map<uint32_t, Ptr<const FloatBuffer>>;

    /// What is known of a receiver.
    struct Receiver
    {
        Ptr<const FloatBuffer> reference; //!< acknowledged; null: nothing is
        uint32_t number{0};               //!< of its message
        Models pending;                   //!< sent later, not acknowledged
    };

    /// What is known of a sender.
    struct Sender
    {
        Ptr<const FloatBuffer> reference; //!< the latest that it referred to; null: to none
        uint32_t number{0};               //!< of its message
        Models received;                  //!< the last ones
    };

    /**
     * @param sender learner id.
     * @param number of its message.
     * @return what was decoded from that; null if it is not here.
     */
    Ptr<const FloatBuffer> FindReference(uint32_t sender, uint32_t number) const;

    /**
     * Encode the difference to a receiver's reference.
     * @param parameters the model, finite.
     * @param count number of parameters.
     * @param receiver the receiver; it has a reference.
     * @param decoded receives what the receiver will decode.
     * @return the bytes; empty if the difference cannot be encoded.
     */
    std::vector<uint8_t> EncodeDifference(const float* parameters,
                                          uint32_t count,
                                          const Receiver& receiver,
                                          float* decoded);

    /**
     * Add what the inner codec decodes to a reference.
     * @param bytes the body of a message.
     * @param size its size.
     * @param reference the reference.
     * @param parameters receives the sum.
     * @return false if the body is no encoding of so many parameters.
     */
    bool AddDifference(const uint8_t* bytes,
                       uint32_t size,
                       const FloatBuffer& reference,
                       float* parameters) const;

    Ptr<ModelCodec> m_inner;                 //!< see the attribute
    uint32_t m_maxPending;                   //!< see the attribute
    std::map<uint32_t, Receiver> m_receivers; //!< by learner id
    std::map<uint32_t, Sender> m_senders;     //!< by learner id
};

} // namespace stardust
} // namespace ns3

#endif // DELTA_CODEC_H
