/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-codec.h"

#include "ns3/abort.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ModelCodec);

TypeId
ModelCodec::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::ModelCodec").SetParent<Object>().SetGroupName("Stardust");
    return tid;
}

std::string
ModelCodec::FindProblem() const
{
    return "";
}

void
ModelCodec::SetBlocks(const std::vector<ParameterBlock>& /* blocks */)
{
}

std::vector<uint8_t>
ModelCodec::EncodeFor(const float* parameters,
                      uint32_t count,
                      uint32_t /* receiver */,
                      uint32_t /* sequence */)
{
    return Encode(parameters, count);
}

bool
ModelCodec::NeedsFeedback() const
{
    return false;
}

void
ModelCodec::NoteFeedback(uint32_t /* receiver */, uint32_t /* sequence */, bool /* usable */)
{
}

bool
ModelCodec::HasReference(const uint8_t* /* bytes */, uint32_t /* size */, uint32_t /* sender */) const
{
    return true;
}

void
ModelCodec::NoteReceived(uint32_t /* sender */,
                         uint32_t /* sequence */,
                         Ptr<const FloatBuffer> /* model */)
{
}

void
ModelCodec::Forget()
{
}

bool
ModelCodec::DecodeFrom(const uint8_t* bytes,
                       uint32_t size,
                       float* parameters,
                       uint32_t count,
                       std::vector<CoordinateRange>& present,
                       uint32_t /* sender */)
{
    return DecodePresent(bytes, size, parameters, count, present);
}

bool
ModelCodec::DecodePresent(const uint8_t* bytes,
                          uint32_t size,
                          float* parameters,
                          uint32_t count,
                          std::vector<CoordinateRange>& present) const
{
    present.clear();
    return Decode(bytes, size, parameters, count);
}

bool
ModelCodec::NamesCoordinates() const
{
    return false;
}

std::vector<CoordinateRange>
ModelCodec::FindCoordinates(const std::vector<ByteRange>& /* arrived */, uint32_t /* count */) const
{
    NS_ABORT_MSG("this codec does not say which coordinates its bytes hold");
    return {};
}

int64_t
ModelCodec::AssignStreams(int64_t /* stream */)
{
    return 0;
}

} // namespace stardust
} // namespace ns3
