/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MOVEMENT_HELPER_H
#define MOVEMENT_HELPER_H

#include "ns3/mobility-model.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/// A rectangle that a device moves in, m.
struct MovementArea
{
    double minX; //!< least x
    double maxX; //!< largest x
    double minY; //!< least y
    double maxY; //!< largest y
};

/// Where a device begins, and where it may go.
struct DevicePlace
{
    Vector start;      //!< m
    MovementArea area; //!< holds the start
};

/**
 * @ingroup stardust
 * Moves devices: by any of ns-3's mobility models, or by an ns-2 movement trace.
 *
 * Each node gets a model of its own, with random variables of its own, whose streams
 * follow from its place in the container: device 3 moves the same among 10 and among
 * 100. Movement begins with the simulation, not when a network is ready.
 *
 * A model that has bounds (RandomWalk2d, RandomDirection2d, GaussMarkov) or draws its
 * destinations (RandomWaypoint, SteadyStateRandomWaypoint) stays within its device's
 * area, unless its attributes say otherwise. GaussMarkov moves in the plane, unless they
 * do. A ConstantVelocity model leaves the area in time; its `Velocity=x:y:z`, which ns-3
 * does not let one set, may be given as an attribute. SteadyStateRandomWaypoint draws
 * where it begins.
 *
 * With a trace, devices that it names begin where it says; the others stay where they are
 * placed, and are named in a warning.
 */
class MovementHelper
{
  public:
    MovementHelper();

    /**
     * @param spec factory string of a MobilityModel, or `ns2:PATH`, see ReadMovementTrace();
     *        devices stand still if not called.
     * @throws InputError if there is no such model, or it needs what a text cannot say.
     */
    void SetModel(const std::string& spec);

    /**
     * @param first stream index of the first node; node i uses STREAM_STRIDE of them from
     *        first + i * STREAM_STRIDE.
     */
    void SetFirstStream(int64_t first);

    /** @return whether devices may move. */
    bool IsMoving() const;

    /**
     * @param node its place in the container.
     * @param n number of nodes.
     * @return whether a trace says how it moves.
     * @throws InputError as ReadMovementTrace().
     */
    bool IsTraced(uint32_t node, uint32_t n) const;

    /**
     * Read the trace, if there is one, and throw away what it says.
     * @param n number of devices.
     * @throws InputError as ReadMovementTrace().
     */
    void Check(uint32_t n) const;

    /**
     * Give nodes their mobility models; one that has one keeps it, unless a trace names it.
     * @param nodes of the devices.
     * @param places one a node.
     * @throws InputError as Check(), and if a device begins out of its bounds.
     */
    void Install(const NodeContainer& nodes, const std::vector<DevicePlace>& places) const;

    /**
     * The same, at random places in a square with a corner at the origin.
     * @param nodes without a mobility model.
     * @param side of the square, m, above 0.
     */
    void Install(const NodeContainer& nodes, double side) const;

    /// Random streams of each node.
    static constexpr int64_t STREAM_STRIDE = 32;

  private:
    /**
     * @param place of its device.
     * @return a new model, not yet in its place.
     */
    Ptr<MobilityModel> MakeModel(const DevicePlace& place) const;

    /** @param nodes move as the trace says. @param places of those it does not name. */
    void InstallTrace(const NodeContainer& nodes, const std::vector<DevicePlace>& places) const;

    /**
     * @param factory of a model.
     * @param name of one of its attributes.
     * @return whether there is one that the user has not chosen.
     */
    bool IsOpen(const ObjectFactory& factory, const std::string& name) const;

    std::string m_spec;    //!< of the model; empty with a trace
    std::string m_trace;   //!< path of an ns-2 trace, or empty
    Vector m_velocity;     //!< of a ConstantVelocity model
    int64_t m_firstStream; //!< of the first node
};

} // namespace stardust
} // namespace ns3

#endif // MOVEMENT_HELPER_H
