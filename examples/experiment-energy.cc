/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-energy.h"

#include "ns3/device-battery.h"
#include "ns3/double.h"
#include "ns3/input-error.h"
#include "ns3/learner-energy-helper.h"

using namespace ns3;
using namespace ns3::stardust;

void
AddUsageOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("usage",
                "Measure bytes, airtime and frames of each device: on, off, or auto: with a trace "
                "or energy",
                e.usage);
    options.Add("energy",
                "Measure the energy of computing and of Wi-Fi radios, without an end",
                e.energy);
    options.Add("battery",
                "Energy of each device, J, whose end is the device's; 0: without an end",
                e.battery,
                0,
                DeviceBattery::ENDLESS);
    options.Add("computePower",
                "With energy or battery: power drawn while an update is computed, W (the default "
                "is an assumption)",
                e.computePower,
                0,
                1e6);
}

void
CheckUsage(Experiment& e, const ScriptOptions& options)
{
    if (e.usage != "auto" && e.usage != "on" && e.usage != "off")
    {
        throw InputError("--usage=" + e.usage + ": unknown usage; expected auto, on, off");
    }
    e.energy = e.energy || e.battery > 0;
    if (options.IsGiven("computePower") && !e.energy)
    {
        throw InputError("--computePower: nobody measures it; expected --energy or --battery=JOULES");
    }
    if (e.energy && e.usage == "off")
    {
        throw InputError("--usage=off: --energy and --battery measure it; expected auto or on");
    }
}

void
InstallEnergy(const Experiment& e, const ScriptOptions& options, Ptr<LearnerGroup> group)
{
    if (!e.energy)
    {
        return;
    }
    LearnerEnergyHelper energy;
    if (options.IsGiven("battery"))
    {
        energy.SetBattery(e.battery);
    }
    if (options.IsGiven("computePower"))
    {
        energy.SetComputeAttribute("Power", DoubleValue(e.computePower));
    }
    energy.Install(group);
}

void
ConfigureUsage(const Experiment& e, RecordHelper& record)
{
    if (e.usage != "auto")
    {
        record.SetUsage(e.usage == "on");
    }
}
