/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BYZANTINE_CODEC_H
#define BYZANTINE_CODEC_H

#include "model-codec.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The codec of a Byzantine sender: it hands another codec a model that is not the device's, and
 * reads what arrives as that one does.
 *
 * What is encoded is `Factor * x + Deviation * z` with z standard normal, drawn anew for each
 * coordinate and each gossip (each message, for a codec that remembers its receivers):
 * Factor=-1 flips signs, Factor=1 adds noise, Factor=0 sends nothing but noise. Values beyond
 * 1e30, and what is no number, become 1e30: a message must be one that a codec can
 * encode, and receivers refuse infinite ones anyway.
 *
 * x is what the device's algorithm sends, a model or a difference. The state that an algorithm
 * sends beside it is not changed, nor is what the device itself learns: it trains and mixes
 * as the others do.
 */
class ByzantineCodec : public ModelCodec
{
  public:
    /// Added to the stream of a codec: that of its noise.
    static constexpr int64_t NOISE_STREAMS = int64_t(1) << 43;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem() const override;
    bool IsExact() const override;
    uint32_t GetEncodedSize(uint32_t count) const override;
    std::vector<uint8_t> Encode(const float* parameters, uint32_t count) override;
    std::vector<uint8_t> EncodeFor(const float* parameters,
                                   uint32_t count,
                                   uint32_t receiver,
                                   uint32_t sequence) override;
    bool NeedsFeedback() const override;
    void NoteFeedback(uint32_t receiver, uint32_t sequence, bool usable) override;
    bool HasReference(const uint8_t* bytes, uint32_t size, uint32_t sender) const override;
    void NoteReceived(uint32_t sender, uint32_t sequence, Ptr<const FloatBuffer> model) override;
    void Forget() override;
    void SetBlocks(const std::vector<ParameterBlock>& blocks) override;
    bool Decode(const uint8_t* bytes,
                uint32_t size,
                float* parameters,
                uint32_t count) const override;
    bool DecodePresent(const uint8_t* bytes,
                       uint32_t size,
                       float* parameters,
                       uint32_t count,
                       std::vector<CoordinateRange>& present) const override;
    bool DecodeFrom(const uint8_t* bytes,
                    uint32_t size,
                    float* parameters,
                    uint32_t count,
                    std::vector<CoordinateRange>& present,
                    uint32_t sender) override;
    bool NamesCoordinates() const override;
    std::vector<CoordinateRange> FindCoordinates(const std::vector<ByteRange>& arrived,
                                                 uint32_t count) const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;

  private:
    /**
     * @param parameters the model.
     * @param count number of parameters.
     * @return what is sent in its place, valid until the next call.
     */
    const float* Distort(const float* parameters, uint32_t count);

    double m_factor;                     //!< see the attribute
    double m_deviation;                  //!< see the attribute
    Ptr<ModelCodec> m_codec;             //!< see the attribute
    Ptr<NormalRandomVariable> m_noise;   //!< standard normal; null before the first draw
    int64_t m_stream{-1};                //!< its stream; -1: ns-3 chooses
    std::vector<float> m_sent;           //!< what was sent last
};

} // namespace stardust
} // namespace ns3

#endif // BYZANTINE_CODEC_H
