/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef AMPDU_GUARD_H
#define AMPDU_GUARD_H

#include "ns3/net-device-container.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Keep Wi-Fi devices from answering aggregates that they have not agreed to.
 *
 * From 3.37 on, a receiver's block ack agreement begins when its ADDBA response
 * is acknowledged, the sender's when that response arrives. If the
 * acknowledgement collides, as it does on a loaded channel, the sender may send
 * an A-MPDU first. ns-3 then reads an agreement that is not there: its debug
 * builds stop, others go on with whatever lies in that memory, as a rule into a
 * std::bad_alloc (HtFrameExchangeManager::EndReceiveAmpdu(), the same at 3.48).
 *
 * Here such an aggregate gets no block ack, as from a real station without the
 * agreement; its sender asks again or repeats it. All else is left to ns-3: runs
 * that do not meet the case are the same with the guard and without.
 *
 * @param devices Wi-Fi devices; others are left alone. Before 3.37 the case
 *        does not exist and nothing is done.
 */
void GuardAmpdus(const NetDeviceContainer& devices);

} // namespace stardust
} // namespace ns3

#endif // AMPDU_GUARD_H
