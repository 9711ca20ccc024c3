/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-codec.h"

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

int64_t
ModelCodec::AssignStreams(int64_t /* stream */)
{
    return 0;
}

} // namespace stardust
} // namespace ns3
