/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "peer-selector.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(PeerSelector);

TypeId
PeerSelector::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::PeerSelector").SetParent<Object>().SetGroupName("Stardust");
    return tid;
}

int64_t
PeerSelector::AssignStreams(int64_t /* stream */)
{
    return 0;
}

} // namespace stardust
} // namespace ns3
