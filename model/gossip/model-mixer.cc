/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-mixer.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ModelMixer);

TypeId
ModelMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::ModelMixer").SetParent<Object>().SetGroupName("Stardust");
    return tid;
}

int64_t
ModelMixer::AssignStreams(int64_t /* stream */)
{
    return 0;
}

} // namespace stardust
} // namespace ns3
