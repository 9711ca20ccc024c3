/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DEVICE_BACKLOG_H
#define DEVICE_BACKLOG_H

#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/queue.h"

namespace ns3
{

class QueueDisc;

namespace stardust
{

/**
 * @ingroup stardust
 * Counts the packets that wait in a device to be sent: in its queueing
 * discipline, if it has one, and in its own queue. The latter is found by
 * attributes: TxQueue (point-to-point, CSMA, simple devices) or the
 * best-effort queue of a Wi-Fi MAC; other devices' own queues are not seen.
 */
class DeviceBacklog
{
  public:
    /**
     * @param node the node.
     * @param device a device of the node.
     */
    DeviceBacklog(Ptr<Node> node, Ptr<NetDevice> device);
    ~DeviceBacklog();

    /** @return number of packets that wait. */
    uint32_t Count() const;

  private:
    Ptr<QueueDisc> m_disc;  //!< may be null
    Ptr<QueueBase> m_queue; //!< may be null
};

} // namespace stardust
} // namespace ns3

#endif // DEVICE_BACKLOG_H
