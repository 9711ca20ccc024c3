/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_MIXER_H
#define MODEL_MIXER_H

#include "model-message.h"

#include "ns3/object.h"

namespace ns3
{
namespace stardust
{

/// What a mixed message taught its receiver.
enum class MixedKnowledge : uint8_t
{
    NONE,        //!< nothing: the message was refused, or its weight was zero
    LATE,        //!< nothing: it came too late for the method, or a newer one is there
    OVER_LIMIT,  //!< nothing: it was one more than the method takes
    HELD,        //!< not known yet: the mixer keeps the message, see GossipAlgorithm
    CONTROL,     //!< nothing: it was no model, but a sign that the method needs
    PARTIAL,     //!< nothing, though what was present of the model was mixed in
    SENDER_ONLY, //!< the sender's own version
    RELAYED      //!< everything that the sender knew: element-wise maximum
};

/**
 * @ingroup stardust
 * What a received model does to the local one. Each learner has one of its own.
 *
 * Every averaging rule must leave a model alone that is mixed with itself.
 */
class ModelMixer : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Mix a received model in.
     * @param local the receiver's model, changed in place.
     * @param count number of parameters of both models.
     * @param message the message; its parameters are set and finite. Only coordinates
     *        that are `present` may be used: the receiver keeps its own for the rest.
     * @return what the receiver has learned; NONE rejects the message.
     */
    virtual MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) = 0;

    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     * @param stream first stream index to use
     * @return the number of stream indices assigned, at most 1
     */
    virtual int64_t AssignStreams(int64_t stream);
};

} // namespace stardust
} // namespace ns3

#endif // MODEL_MIXER_H
