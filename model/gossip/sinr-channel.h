/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SINR_CHANNEL_H
#define SINR_CHANNEL_H

#include "direct-channel.h"

#include "ns3/event-id.h"
#include "ns3/traced-callback.h"

#include <map>

namespace ns3
{
namespace stardust
{

/// How the gain of a link varies from message to message.
enum SinrFading
{
    FADING_NONE,    //!< it does not
    FADING_RAYLEIGH //!< the gain's square is exponential with mean 1
};

/**
 * @ingroup stardust
 * A shared radio channel without a protocol stack, of the form that DRACO (Jeong and
 * Kountouris, arXiv 2406.13533) and others assume:
 *
 *     SINR = P g d^-a / (N0 W + sum over others on the air of P g_k d_k^-a)
 *     R = W log2(1 + SINR);  delay = 8 bytes / R + d / c;  received iff delay <= Deadline
 *
 * with d the distance between sender and receiver and d_k that between another sender and
 * this receiver, from the MobilityModels of their nodes, and g drawn for each message and
 * interferer by Fading.
 *
 * 1. A message's rate is fixed when it begins, by who is on the air then; who begins later
 *    does not disturb it. Of messages that begin at one instant the later one, in the
 *    order of events, hears the earlier.
 * 2. A device is on the air until its message is through, or until the Deadline if it is
 *    not received. It can receive meanwhile, without hearing itself, and send any number
 *    of messages: those to several receivers at one instant are one transmission, at a rate
 *    for each receiver.
 * 3. What is not received is lost, known when it is sent.
 *
 * The values that attributes begin with are of the order of what is said of that paper, and
 * no more.
 */
class SinrChannel : public DirectChannel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(Ptr<const Node> node) const override;
    bool ReachesAll() const override;
    DirectPassage Cross(const DirectHop& hop, UniformRandomVariable& random) override;

    /**
     * TracedCallback signature for messages.
     * @param hop which way the message goes.
     * @param sinr its ratio of signal to interference and noise.
     */
    typedef void (*SinrTracedCallback)(const DirectHop& hop, double sinr);

  protected:
    void DoDispose() override;

  private:
    /// A device that is sending.
    struct Transmitter
    {
        Ptr<Node> node; //!< the device's
        Time end;       //!< of what it sends
    };

    /**
     * @param from a sender.
     * @param to a receiver.
     * @param random gives the fading.
     * @return the power received, W.
     */
    double DrawPower(const Node& from, const Node& to, UniformRandomVariable& random) const;

    /**
     * @param hop says which way.
     * @param random gives the fading.
     * @return the power received from others on the air, W.
     */
    double DrawInterference(const DirectHop& hop, UniformRandomVariable& random);

    /** Nobody is on the air: a simulation is over, another may begin. */
    void Clear();

    double m_bandwidth;    //!< see the attribute
    double m_noiseDensity; //!< see the attribute
    double m_exponent;     //!< see the attribute
    double m_power;        //!< see the attribute
    double m_nearest;      //!< see the attribute
    Time m_deadline;       //!< see the attribute
    SinrFading m_fading;   //!< see the attribute
    EventId m_clearing;    //!< at the simulation's end
    std::map<uint32_t, Transmitter> m_onAir;                  //!< by node id
    TracedCallback<const DirectHop&, double> m_sinrTrace;     //!< a message has its rate
};

} // namespace stardust
} // namespace ns3

#endif // SINR_CHANNEL_H
