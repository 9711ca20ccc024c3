/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DEVICE_BACKLOG_H
#define DEVICE_BACKLOG_H

#include "ns3/node.h"
#include "ns3/queue.h"

#include <vector>

namespace ns3
{

class QueueDisc;

namespace stardust
{

/**
 * @ingroup stardust
 * Counts the packets that wait in a node's devices to be sent: in a device's
 * queueing discipline, if it has one, and in its own queue. The latter is found
 * by attributes: TxQueue (point-to-point, CSMA, simple devices) or the
 * best-effort queue of a Wi-Fi MAC; other devices' own queues are not seen.
 */
class DeviceBacklog
{
  public:
    /**
     * @param node the node, all of whose devices count: which of them a packet
     *        leaves by is for routing to say.
     */
    explicit DeviceBacklog(Ptr<Node> node);
    ~DeviceBacklog();

    /** @return number of packets that wait. */
    uint32_t Count() const;

  private:
    std::vector<Ptr<QueueDisc>> m_discs;  //!< of the devices that have one
    std::vector<Ptr<QueueBase>> m_queues; //!< of the devices whose queue was found
};

} // namespace stardust
} // namespace ns3

#endif // DEVICE_BACKLOG_H
