/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DRACO_MIXER_H
#define DRACO_MIXER_H

#include "gossip-algorithm.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

namespace ns3
{
namespace stardust
{

/// Who says how much of a difference counts.
enum DracoWeights
{
    DRACO_RECEIVER, //!< 1 / (1 + the receiver's in-degree): rows add up to 1
    DRACO_SENDER,   //!< 1 / (1 + the sender's degree): columns do
    DRACO_WINDOW    //!< 1 / (1 + number of differences in the window)
};

/// Who sends its model to all at the end of a period.
enum DracoHub
{
    DRACO_HUB_NONE,     //!< nobody
    DRACO_HUB_ROTATING, //!< one device after the other
    DRACO_HUB_RANDOM    //!< each with the same chance, by RngSeed and RngRun
};

/**
 * @ingroup stardust
 * DRACO (Jeong and Kountouris, arXiv 2406.13533): devices compute and transmit on clocks of
 * their own, gossip what their updates have changed, and now and then take one model.
 *
 *     update:    y = x_i after the local steps; D_i += y - x_i; x_i = y
 *     gossip:    send D_i to all out-neighbours; D_i = 0; nothing is sent if D_i is 0
 *     reception: x_j += q_ji D_i, at most ReceptionLimit times a period
 *     period:    at each multiple of UnificationPeriod a hub h sends x_h to all, x_j = x_h
 *
 * The paper's text was not at hand: this is its abstract and a description from memory, and
 * what that leaves open is an attribute, whose default is not the paper's.
 *
 * 1. What a lossy codec leaves out of D_i stays in it; the codec's own error feedback must be
 *    off. The hub's model needs a codec that is exact.
 * 2. Periods are multiples of UnificationPeriod of simulated time, the same on all devices,
 *    and who the hub is they know (an oracle). A hub that is down sends nothing.
 * 3. Receptions beyond ReceptionLimit are rejected (over_limit), those that took longer than
 *    Deadline expire. A difference whose link has gone meanwhile is refused.
 * 4. With Window above 0 the first difference that arrives opens a window, at whose end
 *    all that have come enter the model.
 * 5. With ApplyLocal=false a device's own changes enter its model when they are sent, with the
 *    weight that it has itself (1 less the others' by its degree); if it has no
 *    out-neighbours, at once.
 *
 * Each message has 1 byte of state, what it is, and with a Deadline 8 more, when it was sent.
 * Differences teach the sender's version, the hub's model all that the hub knew.
 *
 * Memory: 1 float a parameter beside the model, and those that wait for a window's end.
 */
class DracoMixer : public GossipAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
    std::string FindProblem(const GossipLearner& learner) const override;
    void Start() override;
    void Stop() override;
    void Reset() override;
    void NotifyGraphChanged() override;
    bool SendsToAll() const override;
    bool WantsToSend() override;
    bool SendsModel() const override;
    uint32_t GetStateSize() const override;
    void Compose(uint32_t receiver, MessageContent& content) override;
    bool FollowsEncoding() const override;
    void NotifyEncoded(const FloatBuffer& decoded) override;
    void NotifyHeld() override;
    bool ComparesUpdates() const override;
    void NotifyUpdated(float* local, const float* before, uint32_t count) override;
    uint64_t CountKeptFloats() const override;
    double EstimateKeptModels(double neighbors) const override;

  protected:
    void DoDispose() override;

  private:
    /** @return whether there are hubs. */
    bool Unifies() const;
    /** @return number of the period at hand. */
    int64_t GetPeriod() const;
    /**
     * @param period its number.
     * @return who sends its model at its beginning.
     */
    uint32_t FindHub(int64_t period) const;
    /** Wait for the end of the period at hand. */
    void AwaitPeriod();
    /** A period begins. */
    void BeginPeriod();

    /**
     * @param message has the time of sending in its state, if there is a Deadline.
     * @return how long it took; negative if its state is none that was ever sent.
     */
    Time GetAge(const ModelMessage& message) const;
    /** @return whether one more reception is within the limit; it then counts. */
    bool TakeReception();
    /** The window's end: all that wait enter the model. */
    void CloseWindow();

    /** @return 1 / (1 + the in-degree). */
    float GetOwnWeight();
    /**
     * @param sender of a difference.
     * @return how much of it counts, without regard to the window.
     */
    float GetWeight(uint32_t sender);

    bool m_applyLocal;         //!< see the attribute
    uint32_t m_receptionLimit; //!< see the attribute
    DracoWeights m_weights;    //!< see the attribute
    Time m_window;             //!< see the attribute
    Time m_deadline;           //!< see the attribute
    Time m_period;             //!< see the attribute UnificationPeriod
    DracoHub m_hub;            //!< see the attribute

    Ptr<FloatBuffer> m_difference;  //!< D_i; null: zeros
    Ptr<FloatBuffer> m_sent;        //!< what is being encoded of it
    bool m_madeVersion{false};      //!< an update has been made, where nothing is learned
    bool m_unifying{false};         //!< the message at hand is a hub's model
    int64_t m_countedPeriod{0};     //!< of the receptions
    uint32_t m_receptions{0};       //!< in that period
    uint32_t m_inDegree{0};         //!< number of in-neighbours
    bool m_inDegreeKnown{false};    //!< else it is to be found
    std::vector<Ptr<const ModelMessage>> m_waiting; //!< for the window's end
    EventId m_periodEvent;          //!< beginning of the next period
    EventId m_windowEvent;          //!< end of the window
};

} // namespace stardust
} // namespace ns3

#endif // DRACO_MIXER_H
