/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_REPEATER_H
#define FRAGMENT_REPEATER_H

#include "fragment-feedback-header.h"
#include "learner-group.h"
#include "message-reassembler.h"
#include "model-message.h"

#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <deque>
#include <map>

namespace ns3
{
namespace stardust
{

/// How often what is missing is repeated.
struct RepeatRule
{
    uint32_t maxRepeats{0}; //!< rounds of repeats of a message at most; 0: none
    Time timeout;           //!< how long a receiver waits for the next fragment
};

/**
 * @ingroup stardust
 * Selective repeat of the missing parts of messages, both ends of it.
 *
 * 1. A receiver to whom no part of an unfinished message has come for a timeout
 *    asks for what is missing; at most MaxRepeats times in a row.
 * 2. A receiver that has a message acknowledges it; and again, at most once a
 *    timeout, when parts of it still arrive.
 * 3. A sender that has heard nothing of a message for four timeouts after it was
 *    handed to the network repeats it all, since its receiver may not know of it.
 * 4. A sender repeats nothing more after MaxRepeats rounds, an acknowledgement or the end of
 *    the message's lifetime. Until then it keeps a reference to the message.
 *
 * It sends nothing itself; its owner does, by the two callbacks.
 */
class FragmentRepeater
{
  public:
    /// Send a packet to a learner; says whether the network stack took it.
    using SendCallback = Callback<bool, uint32_t, Ptr<Packet>>;
    /// Send these bytes (first, one past the last) of a message again.
    using RepeatCallback = Callback<void, Ptr<ModelMessage>, uint32_t, uint32_t>;
    /// A receiver (first) acknowledges a message (second), and whether it can use it (third).
    using AnswerCallback = Callback<void, uint32_t, uint32_t, bool>;

    /**
     * @param group the learners and their ledger.
     * @param learner the owner's id.
     * @param rule how often to repeat.
     * @param reassembler what has arrived in part; outlives this.
     */
    FragmentRepeater(Ptr<LearnerGroup> group,
                     uint32_t learner,
                     const RepeatRule& rule,
                     const MessageReassembler& reassembler);
    ~FragmentRepeater();

    /**
     * @param send sends a packet.
     * @param repeat sends bytes of a message again.
     * @param answer hears of acknowledgements; may be null.
     */
    void SetCallbacks(SendCallback send, RepeatCallback repeat, AnswerCallback answer);

    /**
     * A message of the owner's is about to be sent.
     * @param message the message.
     */
    void NoteQueued(Ptr<ModelMessage> message);

    /**
     * @param message a message of the owner's.
     * @return whether its parts are still worth sending, as far as the owner knows.
     */
    bool IsWanted(const ModelMessage& message) const;

    /**
     * A range of a message of the owner's is on its way, all of it at first.
     * @param message the message.
     */
    void NoteSent(Ptr<ModelMessage> message);

    /**
     * Feedback has arrived, from the device that it names; it is not to be trusted else.
     * @param header what it says.
     * @return false if it is about no message of the owner's to that device.
     */
    bool HandleFeedback(const FragmentFeedbackHeader& header);

    /**
     * A part of an unfinished message to the owner has arrived.
     * @param message the message.
     */
    void NotePart(const Ptr<ModelMessage>& message);

    /**
     * A message to the owner is complete.
     * @param message the message.
     * @param usable whether the owner can use it.
     */
    void NoteComplete(const Ptr<ModelMessage>& message, bool usable);

    /**
     * A part has arrived of a message that has an outcome.
     * @param key which message.
     */
    void NoteLate(const MessageReassembler::Key& key);

    /** @return messages of the owner's of which it still keeps a reference. */
    uint32_t CountUnacknowledged() const;

  private:
    /// A message that was sent.
    struct Sent
    {
        Ptr<ModelMessage> message; //!< the message
        uint32_t rounds{0};        //!< of repeats so far
        uint32_t queued{0};        //!< ranges that are not yet sent
        bool heard{false};         //!< whether its receiver knows of it
        EventId timer;             //!< end of the wait
    };

    /// A message that has arrived whole.
    struct Complete
    {
        Time told;   //!< when it was last acknowledged
        bool usable; //!< whether it can be used
    };

    /// A message that has arrived in part.
    struct Asked
    {
        uint32_t times{0}; //!< since the last part came
        EventId timer;     //!< end of the wait
    };

    /**
     * Wait for feedback.
     * @param sent the message.
     */
    void Wait(Sent& sent);

    /**
     * Nothing was heard of a message, or its lifetime is over.
     * @param sequence of the message.
     */
    void HandleSilence(uint32_t sequence);

    /**
     * No part has come for a timeout.
     * @param key which message.
     */
    void Ask(MessageReassembler::Key key);

    /**
     * Tell the sender of a message.
     * @param key which message.
     * @param message the message; null if it has an outcome.
     * @param missing what is missing; none to acknowledge it.
     * @param usable whether what is acknowledged can be used.
     */
    void Tell(const MessageReassembler::Key& key,
              const Ptr<ModelMessage>& message,
              std::vector<MessageReassembler::Range> missing,
              bool usable);

    Ptr<LearnerGroup> m_group;               //!< the learners and their ledger
    uint32_t m_learner;                      //!< the owner
    RepeatRule m_rule;                       //!< how often to repeat
    const MessageReassembler& m_reassembler; //!< what has arrived in part
    SendCallback m_send;                     //!< sends a packet
    RepeatCallback m_repeat;                 //!< sends bytes of a message again
    AnswerCallback m_answer;                 //!< hears of acknowledgements, or null

    std::map<uint32_t, Sent> m_sent;                       //!< not acknowledged, by sequence
    std::map<MessageReassembler::Key, Asked> m_asked;      //!< of which parts are missing
    std::map<MessageReassembler::Key, Complete> m_complete; //!< acknowledged
    std::deque<std::pair<Time, MessageReassembler::Key>> m_completions; //!< in the order of time
};

} // namespace stardust
} // namespace ns3

#endif // FRAGMENT_REPEATER_H
