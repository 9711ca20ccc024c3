/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include "ns3/change-reader.h"
#include "ns3/fading-trace.h"
#include "ns3/movement-trace.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{
namespace fuzz
{

namespace
{

/// Devices and access points of the network.
constexpr uint32_t DEVICES = 8;

/// Times ascend, whatever changes.
template <class Change>
void
CheckTimes(const std::vector<Change>& changes)
{
    Time last(0);
    for (const auto& change : changes)
    {
        Require(last <= change.when, "times ascend from 0");
        last = change.when;
    }
}

void
ReadChanges(uint8_t kind, const std::string& path)
{
    if (kind == 0)
    {
        const auto changes = ReadDeviceChanges(path, DEVICES);
        CheckTimes(changes);
        Require(std::all_of(changes.begin(), changes.end(), [](const DeviceChange& change) {
                    return change.device < DEVICES;
                }), "changes are of devices that exist");
    }
    else if (kind == 1)
    {
        const auto changes = ReadLinkChanges(path, DEVICES);
        CheckTimes(changes);
        Require(std::all_of(changes.begin(), changes.end(), [](const LinkChange& change) {
                    return change.sender < DEVICES && change.receiver < DEVICES &&
                           change.sender != change.receiver;
                }), "changes are of links between two devices");
    }
    else
    {
        const auto changes = ReadStationChanges(path, DEVICES);
        CheckTimes(changes);
        Require(std::all_of(changes.begin(), changes.end(), [](const StationChange& change) {
                    return change.station < DEVICES;
                }), "changes are of stations that exist");
    }
}

/// Of what the changes are, and the file.
bool
RunChanges(const uint8_t* data, std::size_t size)
{
    static ScratchFile file("changes");
    ByteSource source(data, size);
    const uint8_t kind = source.TakeByte() % 3;
    file.Write(source.TakeRest());
    return Accepts([&] { ReadChanges(kind, file.GetPath()); });
}

/// The resource blocks of the channel, and the file.
bool
RunFading(const uint8_t* data, std::size_t size)
{
    static ScratchFile file("fading");
    ByteSource source(data, size);
    const uint32_t blocks = source.TakeByte() % 4;
    file.Write(source.TakeRest());
    return Accepts([&] {
        const FadingTraceSize found = ReadFadingTrace(file.GetPath(), blocks);
        Require(found.blocks >= blocks && found.blocks <= FadingTraceSize::MOST_BLOCKS,
                "enough resource blocks, and not too many");
        Require(found.samples >= FadingTraceSize::FEWEST_SAMPLES, "enough samples");
    });
}

bool
RunMovement(const uint8_t* data, std::size_t size)
{
    static ScratchFile file("movement");
    file.Write(ByteSource(data, size).TakeRest());
    return Accepts([&] {
        Require(ReadMovementTrace(file.GetPath(), DEVICES).size() == DEVICES, "an entry a device");
    });
}

} // namespace

/** @return the target: devices, links and access points that go down and come back. */
Target
MakeChangesTarget()
{
    return {"changes",
            &RunChanges,
            [] {
                return std::vector<std::string>{
                    std::string(1, '\0') + "device,time,state\n0,0,down\n7,1.5e1,up\n",
                    "\1" "time,sender,receiver,state\n0.25,0,1,down\n0.25,1,0,\"down\"\n",
                    "\2" "3,1,down\n"};
            },
            [] {
                return std::vector<std::string>{std::string(1, '\0') + "8,0,down\n",
                                                "\1" "1,0,0,down\n",
                                                "\1" "1,0,1,down\n0.5,0,1,up\n",
                                                "\2" "0,1,gone\n",
                                                "\2" "0,-1,up\n",
                                                "\2" "0,nan,up\n",
                                                "\2" "0,1\n"};
            }};
}

/** @return the target: fading traces for LTE. */
Target
MakeFadingTarget()
{
    return {"fading",
            &RunFading,
            [] { return std::vector<std::string>{"\2" "1 -2 3.5 0\n-1e1 0\t0 2 \n"}; },
            [] {
                return std::vector<std::string>{"",
                                                "\1" "1 2 3\n",
                                                "\2" "1 2 3 4\n",
                                                "\2" "1 2 3 4\n1 2 3\n",
                                                "\1" "1 2 3 1e9\n",
                                                "\1" "1 2 3 x\n",
                                                "\1\xef\xbb\xbf" "1 2 3 4\n",
                                                "\1" + Pack("1 2 3 4\n")};
            }};
}

/** @return the target: movements as ns-2 writes them. */
Target
MakeMovementTarget()
{
    const auto place = [](const std::string& rest) {
        return "$node_(0) set X_ 1\n$node_(0) set Y_ 2\n" + rest;
    };
    static const std::string start = place("");
    return {"movement",
            &RunMovement,
            [] {
                return std::vector<std::string>{
                    start + "# go\n$ns_ at 2.0 \"$node_(0) setdest 30 40 5\"\n$god_ set-dist 0 1 2\n"};
            },
            [] {
                return std::vector<std::string>{start + "$ns_ at 1 \"$node_(0) \"\n",
                                                start + "$ns_ at 1 \"$node_(8) setdest 1 2 3\"\n",
                                                start + "$ns_ at -1 \"$node_(0) setdest 1 2 3\"\n",
                                                start + "$ns_ at 1 \"$node_(0) set X_ 3\"\n",
                                                start + "$node_(0) set X_ 1\n",
                                                "$node_(1) set X_ 1\n"};
            }};
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
