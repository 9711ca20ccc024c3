/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-device.h"

#include "factory-parser.h"

#include "ns3/abort.h"
#include "ns3/model-mixer.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace stardust
{

std::optional<uint32_t>
FindServer(const std::string& mixer)
{
    ObjectFactory factory = ParseFactory(mixer, ModelMixer::GetTypeId(), "--mixer");
    UintegerValue server;
    if (!factory.Create<ModelMixer>()->GetAttributeFailSafe("Server", server))
    {
        return std::nullopt;
    }
    return static_cast<uint32_t>(server.Get());
}

DataShares
DealToOthers(uint32_t learners,
             std::optional<uint32_t> idle,
             const std::function<DataShares(uint32_t devices)>& deal)
{
    if (!idle)
    {
        return deal(learners);
    }
    NS_ABORT_MSG_IF(learners < 2 || *idle >= learners, "one of several devices is idle");
    DataShares shares = deal(learners - 1);
    shares.insert(shares.begin() + *idle, std::vector<uint32_t>());
    return shares;
}

} // namespace stardust
} // namespace ns3
