/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_ROWS_H
#define TRACE_ROWS_H

#include "stop-rule.h"

#include "ns3/device-usage-monitor.h"
#include "ns3/learner-group.h"
#include "ns3/message-ledger.h"
#include "ns3/staleness-monitor.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/// How much of a run goes into the trace.
enum class TraceDetail : uint8_t
{
    ALL,      //!< everything
    MESSAGES, //!< everything but local updates
    SUMMARY   //!< neither messages nor local updates, only what is sampled and counted
};

/**
 * @ingroup stardust
 * @param cause why models were evaluated.
 * @return its name: time or version.
 */
const char* ToString(EvaluationCause cause);

/**
 * @ingroup stardust
 * @param detail a level of detail.
 * @return its name: all, messages or summary.
 */
const char* ToString(TraceDetail detail);

/**
 * @ingroup stardust
 * @param name all, messages or summary.
 * @return the level of detail.
 * @throws InputError if the name is another one.
 */
TraceDetail ParseTraceDetail(const std::string& name);

/// What a RunFact is about.
enum class FactKind : uint8_t
{
    ATTRIBUTE, //!< the default of an ns-3 attribute that somebody has changed
    GLOBAL,    //!< a global value of ns-3
    PART,      //!< an attribute of a part of the run that is not its default
    HOST       //!< the machine and the libraries
};

/**
 * @ingroup stardust
 * @param kind what a fact is about.
 * @return its name: attribute, global, part or host.
 */
const char* ToString(FactKind kind);

/// A row of the table `run_parameter`, but for the program's options.
struct RunFact
{
    FactKind kind;     //!< what it is about
    std::string name;  //!< full name, unique among those of the kind
    std::string value; //!< as text
};

/// What is known of a run when it begins: a row of the table `run`.
struct RunDescription
{
    std::string name;               //!< what the user calls it
    std::string commandLine;        //!< how it was started
    std::string parameters{"{}"};   //!< the program's options and their values, a JSON object
    std::string graph;              //!< its spec; `complete` has no rows in `edge`
    TraceDetail detail{TraceDetail::ALL}; //!< how much goes into the trace
    uint32_t rngSeed{0};            //!< RngSeed
    uint64_t rngRun{0};             //!< RngRun
    uint32_t learners{0};           //!< number of learners
    uint32_t trackedSources{0};     //!< sources whose staleness is measured
    std::optional<int64_t> source;  //!< learner whose version age is of interest
    std::string coordination{"none"}; //!< how devices know what their gossip rule needs of others
    int64_t readyNs{0};             //!< the network is ready, the first learner starts
    int64_t warmUpNs{0};            //!< averages begin here
    std::optional<std::string> partition;  //!< spec of the partition; absent: unknown or none
    std::optional<int64_t> partitionSeed;  //!< its seed; absent if it follows the run's
    std::optional<std::string> kernel;     //!< vector unit in use; absent if nothing is learned
    std::vector<RunFact> facts; //!< what else it takes to make the run again
};

/// A row of the table `stray_source`.
struct StraySourceRow
{
    uint32_t learner;              //!< id of who has dropped the packets
    std::string source;            //!< address that they came from, or `others`
    std::optional<int64_t> sender; //!< learner whose node has the address; absent if none's
    uint64_t packets;              //!< dropped so far
};

/// What is counted during a run: columns of the table `run`, and where stray packets came from.
struct RunProgress
{
    int64_t simulatedNs{0};                 //!< simulated time reached
    double wallSeconds{0};                  //!< wall time since the run began
    std::optional<int64_t> lastEvaluatedNs; //!< time of the last evaluation
    MessageCounters messages;               //!< totals
    uint64_t messagesInFlight{0};           //!< live messages
    uint64_t localUpdates{0};               //!< completed
    std::vector<StraySourceRow> straySources; //!< all so far
};

/// What is known of a run when it is over: columns of the table `run`.
struct RunResult
{
    std::optional<double> meanStaleness;  //!< time average over pairs
    std::optional<double> idealStaleness; //!< what theory says for an ideal channel
    std::optional<ModelScore> alone;      //!< baseline: every device alone, mean over devices
    std::optional<ModelScore> pooled;     //!< baseline: all data in one place
    StopReason stopReason{StopReason::DURATION}; //!< why the run has ended
    std::string digest;                   //!< of the rows, hexadecimal
};

/// A row of the table `learner`.
struct LearnerRow
{
    uint32_t learner;                      //!< id
    uint32_t node;                         //!< ns-3 node id
    uint32_t samples;                      //!< number of own samples
    uint32_t parameters;                   //!< length of the model
    std::optional<double> x;               //!< position at the start, m
    std::optional<double> y;               //!< position at the start, m
    std::optional<double> z;               //!< position at the start, m
    std::optional<double> deviceSpeed;     //!< floating-point operations a second
};

/// A row of the table `learner_class`.
struct LearnerClassRow
{
    uint32_t learner; //!< id
    uint32_t label;   //!< class
    uint32_t samples; //!< number of own samples of the class
};

/// Time averages of one learner: columns of the table `learner`.
struct LearnerStaleness
{
    uint32_t learner; //!< id
    double held;      //!< of what it holds of the others
    std::optional<double> source; //!< of what the others hold of it; absent if not tracked
};

/// Time average of one pair: a row of the table `pair_staleness`.
struct PairStaleness
{
    uint32_t source; //!< id of the learner that makes the versions
    uint32_t holder; //!< id of the learner that holds them
    double mean;     //!< versions
};

/// A row of the table `edge`.
struct EdgeRow
{
    uint32_t sender;   //!< learner id
    uint32_t receiver; //!< learner id
    int64_t sinceNs;   //!< from when on
    double weight;     //!< of the link; 1 in a graph without weights
};

/// A row of the table `edge_change`.
struct EdgeChangeRow
{
    uint32_t sender;   //!< learner id
    uint32_t receiver; //!< learner id
    int64_t changedNs; //!< when
    bool up;           //!< the link holds from then on
    double weight;     //!< of the link; 1 in a graph without weights
};

/// A row of the table `membership`.
struct MembershipRow
{
    uint32_t learner;  //!< id
    int64_t changedNs; //!< when
    bool up;           //!< runs from then on
    StateCause cause;  //!< why
};

/// A row of the table `device_usage`.
struct DeviceUsageRow
{
    int64_t sampledNs; //!< when
    uint32_t learner;  //!< id
    DeviceUsage usage; //!< since the start
};

/// A row of the table `local_update`.
struct LocalUpdateRow
{
    uint32_t learner;  //!< id
    uint32_t version;  //!< the version it made
    int64_t startedNs; //!< when the computation began
    int64_t endedNs;   //!< when it was complete
    double loss;       //!< mean batch loss
};

/// A row of the table `model_message`.
struct MessageRow
{
    uint32_t sender;         //!< learner id
    uint32_t sequence;       //!< of the sender
    uint32_t receiver;       //!< learner id
    uint32_t senderVersion;  //!< when it sent
    uint32_t payloadBytes;   //!< encoded parameters
    uint32_t packets;        //!< it is cut into
    uint32_t packetsArrived; //!< of these
    MessageOutcome outcome;  //!< what became of it
    MessageReason reason;    //!< why
    uint64_t bytes;          //!< handed to the network
    int64_t sentNs;          //!< when
    int64_t concludedNs;     //!< when the outcome was known; unused in flight
    double fraction;         //!< share mixed in
    uint32_t staleness;      //!< versions the sender had made since; unused unless delivered
    int64_t transmission;    //!< the broadcast it is a copy of; negative if none
    // What follows is not in the digest: it is the same run without a NetworkListener.
    MessageReason cause;     //!< why, as closely as the network tells
    int64_t firstPacketNs;   //!< arrival of the first packet; negative: none
    int64_t lastPacketNs;    //!< arrival of the last packet so far; negative: none
    std::optional<uint32_t> macRetries; //!< frames sent again by a MAC; absent if nobody tells
    std::optional<uint32_t> macDrops;   //!< frames dropped by a device; absent if nobody tells
};

/// A row of the table `evaluation`.
struct EvaluationRow
{
    int64_t evaluatedNs; //!< when
    uint32_t learner;    //!< id
    uint32_t version;    //!< its own version then
    EvaluationCause cause; //!< why it was evaluated
    uint32_t samples;    //!< number of test samples
    ModelScore score;    //!< on the samples; a NaN becomes NULL
    double distance;     //!< of its parameters from the mean; NaN, which becomes NULL: unknown
};

/// A row of the table `class_evaluation`.
struct ClassEvaluationRow
{
    int64_t evaluatedNs; //!< when
    uint32_t learner;    //!< id
    EvaluationCause cause; //!< why it was evaluated
    uint32_t label;      //!< the class
    uint32_t samples;    //!< test samples of the class, at least 1
    double accuracy;     //!< share of these that are found
};

/// A row of the table `layer_evaluation`.
struct LayerEvaluationRow
{
    int64_t evaluatedNs; //!< when
    uint32_t learner;    //!< id
    EvaluationCause cause; //!< why it was evaluated
    uint32_t layer;      //!< from 0, in the order of the parameters
    bool weights;        //!< of its weights, not its biases
    uint32_t parameters; //!< how many they are
    LayerMoments moments; //!< of them; a NaN becomes NULL
};

/// A row of the table `model_parameters`.
struct ParametersRow
{
    uint32_t learner;           //!< id
    uint32_t version;           //!< its own version then
    int64_t savedNs;            //!< when
    std::vector<uint8_t> bytes; //!< the parameters, little-endian float32
};

/// A row of the table `flow`: what ns-3's FlowMonitor has counted of one flow.
struct FlowRow
{
    uint32_t flow{0};                       //!< FlowMonitor's number of it
    std::string sourceAddress;              //!< IPv4
    uint16_t sourcePort{0};                 //!< of UDP or TCP; 0 of others
    std::string destinationAddress;         //!< IPv4
    uint16_t destinationPort{0};            //!< of UDP or TCP; 0 of others
    uint8_t protocol{0};                    //!< number of IANA
    std::optional<int64_t> sender;          //!< learner with the source address
    std::optional<int64_t> receiver;        //!< learner with the destination address
    uint64_t packetsSent{0};                //!< handed to IP at the source
    uint64_t bytesSent{0};                  //!< of these, with IP headers
    uint64_t packetsReceived{0};            //!< delivered by IP at the destination
    uint64_t bytesReceived{0};              //!< of these, with IP headers
    uint64_t packetsLost{0};                //!< dropped, or not seen for MaxPerHopDelay
    uint64_t packetsDropped{0};             //!< of these, dropped by IP or a queue that told
    uint64_t forwardings{0};                //!< hops beyond the first, of received packets
    int64_t delaySumNs{0};                  //!< over received packets
    int64_t jitterSumNs{0};                 //!< over received packets but the first
    std::optional<int64_t> firstSentNs;     //!< absent if none was
    std::optional<int64_t> lastSentNs;      //!< absent if none was
    std::optional<int64_t> firstReceivedNs; //!< absent if none was
    std::optional<int64_t> lastReceivedNs;  //!< absent if none was
};

/// A row of the table `staleness`.
struct StalenessRow
{
    int64_t sampledNs; //!< when
    uint32_t learner;  //!< holder
    uint32_t worst;    //!< over sources, versions
    double mean;       //!< over sources, versions
    int64_t sinceFreshNs; //!< time since it learned anything new
};

/// A row of the table `position`.
struct PositionRow
{
    uint32_t learner;  //!< id
    int64_t sampledNs; //!< when
    double x;          //!< m
    double y;          //!< m
    double z;          //!< m
};

/// What a node does that is no device.
enum class StationKind : uint8_t
{
    ACCESS_POINT, //!< of Wi-Fi
    BASE_STATION  //!< an LTE eNB
};

/**
 * @ingroup stardust
 * @param kind what a node does.
 * @return its name: access_point or base_station.
 */
const char* ToString(StationKind kind);

/// A row of the table `station`.
struct StationRow
{
    uint32_t node;    //!< ns-3 node id
    StationKind kind; //!< what it does
    double x;         //!< m
    double y;         //!< m
    double z;         //!< m
};

/// A row of the table `staleness_sample`.
struct StalenessSampleRow
{
    int64_t sampledNs;                 //!< when
    StalenessSample sample;            //!< over all pairs
    std::optional<VersionAge> source;  //!< of the source of interest
};

} // namespace stardust
} // namespace ns3

#endif // TRACE_ROWS_H
