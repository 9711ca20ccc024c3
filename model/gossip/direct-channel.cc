/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "direct-channel.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(DirectChannel);

TypeId
DirectChannel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::DirectChannel").SetParent<Object>().SetGroupName("Stardust");
    return tid;
}

std::string
DirectChannel::FindProblem(Ptr<const Node> /* node */) const
{
    return "";
}

bool
DirectChannel::ReachesAll() const
{
    return false;
}

} // namespace stardust
} // namespace ns3
