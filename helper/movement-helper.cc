/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "movement-helper.h"

#include "factory-parser.h"
#include "movement-trace.h"
#include "radio-reach.h"
#include "random-mean.h"
#include "stream-plan.h"

#include "ns3/abort.h"
#include "ns3/box.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/double.h"
#include "ns3/input-error.h"
#include "ns3/ns2-mobility-helper.h"
#include "ns3/number-parser.h"
#include "ns3/pointer.h"
#include "ns3/position-allocator.h"
#include "ns3/random-waypoint-mobility-model.h"
#include "ns3/rectangle.h"
#include "ns3/simulator.h"
#include "ns3/steady-state-random-waypoint-mobility-model.h"
#include "ns3/string.h"

#include <set>
#include <sstream>

namespace ns3
{
namespace stardust
{

namespace
{

/// Does nothing: the event holds the model until the simulation is over.
void
KeepModel(Ptr<MobilityModel> /* model */)
{
}

const std::string OPTION = "--mobility";
const std::string TRACE_WORD = "ns2:";

Ptr<UniformRandomVariable>
MakeUniform(double from, double to)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetAttribute("Min", DoubleValue(from));
    random->SetAttribute("Max", DoubleValue(to));
    return random;
}

/// Destinations all over an area.
Ptr<PositionAllocator>
MakeDestinations(const MovementArea& area)
{
    auto destinations = CreateObject<RandomRectanglePositionAllocator>();
    destinations->SetX(MakeUniform(area.minX, area.maxX));
    destinations->SetY(MakeUniform(area.minY, area.maxY));
    return destinations;
}

/// What ns-3 would take for a hang, a crash or something else than was meant.
void
CheckModel(Ptr<MobilityModel> model, const std::string& context)
{
    static const std::set<std::string> unfit{"ns3::HierarchicalMobilityModel",
                                             "ns3::WaypointMobilityModel",
                                             "ns3::ConstantAccelerationMobilityModel"};
    const std::string type = model->GetInstanceTypeId().GetName();
    if (unfit.count(type) > 0)
    {
        throw InputError(context + ": how " + type +
                         " moves is set by a script, not by attributes; expected another model");
    }
    if (DynamicCast<RandomWaypointMobilityModel>(model))
    {
        PointerValue speed;
        model->GetAttribute("Speed", speed);
        const auto mean = FindMean(speed.Get<RandomVariableStream>());
        const auto uniform = speed.Get<UniformRandomVariable>();
        if ((mean && *mean <= 0) || (uniform && uniform->GetMin() < 0))
        {
            throw InputError(context + ": Speed: expected speeds above 0");
        }
    }
    if (DynamicCast<SteadyStateRandomWaypointMobilityModel>(model))
    {
        DoubleValue least;
        DoubleValue most;
        model->GetAttribute("MinSpeed", least);
        model->GetAttribute("MaxSpeed", most);
        if (least.Get() < 1e-6 || least.Get() > most.Get())
        {
            throw InputError(context + ": MinSpeed=" + FormatNumber(least.Get()) +
                             ": expected 1e-6 to MaxSpeed=" + FormatNumber(most.Get()));
        }
    }
}

/// The velocity of a ConstantVelocity model.
Vector
ParseVelocity(const std::string& text, const std::string& context)
{
    std::istringstream stream(text);
    Vector velocity;
    stream >> velocity;
    if (stream.fail() || stream.peek() != std::istringstream::traits_type::eof())
    {
        throw InputError(context + ": Velocity=" + text + ": expected x:y:z, m/s");
    }
    return velocity;
}

/// No model of ns-3's starts out of its bounds without harm.
void
CheckStart(Ptr<MobilityModel> model, const Vector& start, const std::string& context)
{
    TypeId::AttributeInformation info;
    if (!model->GetInstanceTypeId().LookupAttributeByName("Bounds", &info))
    {
        return;
    }
    bool inside = true;
    const Ptr<AttributeValue> value = info.checker->Create();
    model->GetAttribute("Bounds", *value);
    if (const auto rectangle = DynamicCast<RectangleValue>(value))
    {
        inside = rectangle->Get().IsInside(start);
    }
    else if (const auto box = DynamicCast<BoxValue>(value))
    {
        inside = box->Get().IsInside(start);
    }
    if (!inside)
    {
        throw InputError(context + " begins at (" + FormatNumber(start.x) + ", " +
                         FormatNumber(start.y) + "), out of Bounds=" +
                         value->SerializeToString(info.checker) +
                         "; expected bounds that hold where devices are placed");
    }
}

void
SetStill(Ptr<Node> node, const Vector& place)
{
    auto model = CreateObject<ConstantPositionMobilityModel>();
    model->SetPosition(place);
    node->AggregateObject(model);
}

} // namespace

MovementHelper::MovementHelper()
    : m_spec(ConstantPositionMobilityModel::GetTypeId().GetName()),
      m_firstStream(STREAMS_MOVEMENT)
{
}

void
MovementHelper::SetModel(const std::string& spec)
{
    const std::string context = OPTION + "=" + spec;
    m_trace.clear();
    m_velocity = Vector();
    if (spec.rfind(TRACE_WORD, 0) == 0)
    {
        m_spec.clear();
        m_trace = spec.substr(TRACE_WORD.size());
        if (m_trace.empty())
        {
            throw InputError(context + ": expected ns2:PATH");
        }
        return;
    }
    m_spec = spec;
    // ns-3 has it only for reading.
    std::optional<std::string> velocity;
    if (spec.rfind(ConstantVelocityMobilityModel::GetTypeId().GetName() + "[", 0) == 0)
    {
        velocity = TakeFactoryAttribute(m_spec, "Velocity");
    }
    const ObjectFactory factory = ParseFactory(m_spec, MobilityModel::GetTypeId(), OPTION);
    const auto model = factory.Create<MobilityModel>();
    // ns3::GaussMarkovMobilityModel schedules an event of its own when it is made, and does not cancel it.
    Simulator::ScheduleDestroy(&KeepModel, model);
    CheckModel(model, context);
    if (velocity)
    {
        m_velocity = ParseVelocity(*velocity, context);
    }
}

void
MovementHelper::SetFirstStream(int64_t first)
{
    m_firstStream = first;
}

bool
MovementHelper::IsMoving() const
{
    return m_spec != ConstantPositionMobilityModel::GetTypeId().GetName();
}

bool
MovementHelper::IsTraced(uint32_t node, uint32_t n) const
{
    return !m_trace.empty() && ReadMovementTrace(m_trace, n).at(node);
}

void
MovementHelper::Check(uint32_t n) const
{
    if (!m_trace.empty())
    {
        ReadMovementTrace(m_trace, n);
    }
}

bool
MovementHelper::IsOpen(const ObjectFactory& factory, const std::string& name) const
{
    TypeId::AttributeInformation info;
    std::string spec = m_spec;
    return factory.GetTypeId().LookupAttributeByName(name, &info) && !HasNewDefault(info) &&
           !TakeFactoryAttribute(spec, name);
}

Ptr<MobilityModel>
MovementHelper::MakeModel(const DevicePlace& place) const
{
    // Read anew for each device: a factory would give all of them the same random variables.
    ObjectFactory factory = ParseFactory(m_spec, MobilityModel::GetTypeId(), OPTION);
    const MovementArea& area = place.area;
    if (IsOpen(factory, "Bounds"))
    {
        TypeId::AttributeInformation info;
        factory.GetTypeId().LookupAttributeByName("Bounds", &info);
        if (DynamicCast<BoxValue>(info.checker->Create()))
        {
            const double z = place.start.z;
            factory.Set("Bounds",
                        BoxValue(Box(area.minX, area.maxX, area.minY, area.maxY, z, z)));
            for (const std::string angle : {"MeanPitch", "NormalPitch"})
            {
                if (IsOpen(factory, angle))
                {
                    const bool normal = angle == "NormalPitch";
                    factory.Set(angle,
                                StringValue(normal ? "ns3::NormalRandomVariable[Variance=0]"
                                                   : "ns3::ConstantRandomVariable[Constant=0]"));
                }
            }
        }
        else
        {
            factory.Set("Bounds",
                        RectangleValue(Rectangle(area.minX, area.maxX, area.minY, area.maxY)));
        }
    }
    if (IsOpen(factory, "PositionAllocator"))
    {
        factory.Set("PositionAllocator", PointerValue(MakeDestinations(area)));
    }
    const std::vector<std::pair<std::string, double>> edges{{"MinX", area.minX},
                                                            {"MaxX", area.maxX},
                                                            {"MinY", area.minY},
                                                            {"MaxY", area.maxY}};
    for (const auto& [name, value] : edges)
    {
        if (IsOpen(factory, name))
        {
            factory.Set(name, DoubleValue(value));
        }
    }
    return factory.Create<MobilityModel>();
}

void
MovementHelper::InstallTrace(const NodeContainer& nodes,
                             const std::vector<DevicePlace>& places) const
{
    const std::vector<bool> named = ReadMovementTrace(m_trace, nodes.GetN());
    std::vector<uint32_t> still;
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        if (!named[i] && !nodes.Get(i)->GetObject<MobilityModel>())
        {
            still.push_back(i);
        }
    }
    WarnOfDevices(still, "not in " + m_trace + ", left where placed");
    // First the trace: it would put a model of its own beside one that is there.
    Ns2MobilityHelper(m_trace).Install(nodes.Begin(), nodes.End());
    for (const uint32_t i : still)
    {
        SetStill(nodes.Get(i), places[i].start);
    }
}

void
MovementHelper::Install(const NodeContainer& nodes, const std::vector<DevicePlace>& places) const
{
    NS_ABORT_MSG_IF(places.size() != nodes.GetN(), "one place a node");
    if (!m_trace.empty())
    {
        InstallTrace(nodes, places);
        return;
    }
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        if (nodes.Get(i)->GetObject<MobilityModel>())
        {
            continue;
        }
        Ptr<MobilityModel> model = MakeModel(places[i]);
        CheckStart(model,
                   places[i].start,
                   OPTION + "=" + m_spec + ": device " + std::to_string(i));
        model->AssignStreams(m_firstStream + i * STREAM_STRIDE);
        if (DynamicCast<SteadyStateRandomWaypointMobilityModel>(model))
        {
            // It has no place until it is initialized, which is too late for who looks before.
            model->Initialize();
        }
        else
        {
            model->SetPosition(places[i].start);
        }
        if (const auto straight = DynamicCast<ConstantVelocityMobilityModel>(model))
        {
            straight->SetVelocity(m_velocity);
        }
        nodes.Get(i)->AggregateObject(model);
    }
}

void
MovementHelper::Install(const NodeContainer& nodes, double side) const
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_POSITIONS);
    std::vector<DevicePlace> places;
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const double x = random->GetValue(0, side);
        const double y = random->GetValue(0, side);
        places.push_back({Vector(x, y, 0), {0, side, 0, side}});
    }
    Install(nodes, places);
}

} // namespace stardust
} // namespace ns3
