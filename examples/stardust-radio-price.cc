/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What does a radio make of timeliness? Were the channel ideal, whoever gossips
// twice as often would know things half as old: (r/lambda) H(n-1) versions. Here
// all devices share one 802.11n channel. For each model size and number of devices
// this program raises the gossip rate, measures staleness, and tells at which rate
// knowledge is freshest and from which on more gossip makes it older.
//
// The channel carries so much and no more. Up to there all is as theory says.
// Above, packets wait in the senders' queues, are dropped there, or collide. A model
// is cut into packets (2 for 2.6 kB, 22 for 31 kB), and one that is missing loses all
// of it: air is spent on models that never become whole, and fewer arrive a second
// than at a lower rate. Those that do are late at every hop on their way from device
// to device. The column "explained" is theory again, for the messages that arrive and
// the delay they have (to first order in the delay: somewhat too large).
//
// Two choices of the module matter above capacity. A message that is not whole
// within --lifetime is lost. And UdpTransport hands a device 64 packets (MaxBurst)
// and looks each 5 ms (BurstInterval) whether most have left, to hand it more; it
// does so anyhow after 0.5 s (BurstPatience), and the device drops what it cannot hold.
//
// The models are real, softmax regression with as many features as make the wanted
// size, but learn as little as they can, one step on one sample an update: what is
// learned does not matter for timeliness and is not evaluated. Updates take exactly
// 1 s: mean staleness depends on their rate alone and scatters less so. In a square
// of 35 m everyone hears everyone; with --area=50 some pairs do not, at any rate.
//
// The whole takes some 11 minutes on one core, most of it with 100 devices. In the
// trace the runs of a point are called radio-price/BYTES/DEVICES/RATE.

#include "ns3/core-module.h"
#include "ns3/network-module.h"
#include "ns3/stardust-module.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <limits>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

constexpr uint32_t CLASSES = 10;
constexpr uint32_t BYTES_A_FEATURE = CLASSES * sizeof(float);

/// What the user asks for.
struct Settings
{
    std::string models{"2600,31400"};
    std::string sizes{"10,30,100"};
    std::string rates{"0.25,0.5,1,2,4,8,16"};
    double area{35};
    std::string wifiMode{"HtMcs3"};
    double lifetime{5};
    double duration{10};
    bool allRates{false};
    uint32_t runs{3};
    std::string trace{"radio-price.db"};
};

/// A model size, a number of devices, a gossip rate, and what its runs say.
struct Point
{
    uint32_t bytes{0};
    uint32_t devices{0};
    double rate{0};                //!< messages a second of each device
    double warmUp{0};              //!< s
    std::vector<double> staleness; //!< of each run, versions
    double ideal{0};               //!< versions, on an ideal channel
    double share{0};               //!< of the messages, delivered
    double delay{0};               //!< of a delivered message on average, s
};

/// Mean over runs and half the width of its 95 % confidence interval.
struct Estimate
{
    double mean;
    double half;
};

/// Counts messages by their outcome, once the warm-up is over.
struct DeliveryMeter
{
    Time warmUp;
    uint64_t concluded{0}; //!< messages whose outcome is known
    uint64_t delivered{0}; //!< of these, delivered
    double delays{0};      //!< sum over the delivered, s

    void Count(Ptr<const ModelMessage> message)
    {
        const bool counts = message->concluded >= warmUp;
        const bool arrived = counts && message->outcome == MessageOutcome::DELIVERED;
        concluded += counts;
        delivered += arrived;
        delays += arrived ? (message->concluded - message->sent).GetSeconds() : 0;
    }
};

/// Read numbers with commas between them, each larger than the one before.
std::vector<double>
ParseList(const std::string& option, const std::string& text, double minimum, double maximum)
{
    const std::string context = "--" + option + "=" + text;
    std::vector<double> numbers;
    std::size_t comma = 0;
    for (std::size_t start = 0; start <= text.size(); start = comma + 1)
    {
        comma = std::min(text.find(',', start), text.size());
        const std::string part = text.substr(start, comma - start);
        const double number = ParseReal(part, minimum, maximum, context);
        if (!numbers.empty() && number <= numbers.back())
        {
            throw InputError(context + ": expected rising numbers");
        }
        if (option != "rates" && number != std::floor(number))
        {
            throw InputError(context + ": expected whole numbers");
        }
        numbers.push_back(number);
    }
    return numbers;
}

Estimate
MakeEstimate(const std::vector<double>& values)
{
    // Student's t: 95 % lie within, by degrees of freedom.
    constexpr double STUDENT[] =
        {INFINITY, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};
    const std::size_t count = values.size();
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = count > 1 ? 0 : 1;
    for (const double value : values)
    {
        squares += (value - mean) * (value - mean);
    }
    const double variance = squares / std::max<std::size_t>(count - 1, 1);
    return {mean, STUDENT[count - 1] * std::sqrt(variance / count)};
}

/// Whether knowledge is older at one point than at another by more than chance. Runs
/// are compared one by one: those of the same RngRun have the same places and draws.
bool
IsOlder(const Point& a, const Point& b)
{
    std::vector<double> differences(a.staleness);
    for (std::size_t r = 0; r < differences.size(); ++r)
    {
        differences[r] -= b.staleness[r];
    }
    const Estimate difference = MakeEstimate(differences);
    return difference.mean > difference.half;
}

/// Time until news has passed between all, at so many messages a second of each
/// device: ln n + 0.6 intervals between two of them on average, and 3.4 more.
double
GetSettlingTime(uint32_t devices, double rate)
{
    return (std::log(devices) + 4) / rate;
}

/// Learners of the point's size and pace, on a network of their own.
Ptr<LearnerGroup>
MakeLearners(const Settings& s, const Point& point)
{
    NodeContainer nodes;
    nodes.Create(point.devices);
    WifiAdhocNetworkHelper network;
    network.SetArea(s.area);
    network.SetDataMode(s.wifiMode);
    network.Install(nodes);

    GaussianTask task;
    task.samples = point.devices; // one each
    task.features = point.bytes / BYTES_A_FEATURE - 1;
    task.classes = CLASSES;
    Ptr<LabeledDataset> data = MakeGaussianTask(task, STREAMS_DATA);
    const std::string interval = FormatNumber(1 / point.rate);
    LearnerHelper learner;
    learner.SetData(data, MakePartition("iid", *data, point.devices, STREAMS_PARTITION));
    learner.SetAttribute("LocalSteps", UintegerValue(1));
    learner.SetAttribute("BatchSize", UintegerValue(1));
    learner.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    learner.SetAttribute("GossipInterval",
                         StringValue("ns3::ExponentialRandomVariable[Mean=" + interval + "]"));
    learner.Install(nodes);
    Ptr<LearnerGroup> group = learner.GetGroup();
    group->GetLedger()->SetAttribute("MessageLifetime", TimeValue(Seconds(s.lifetime)));
    return group;
}

/// Make all runs of a point: RngRun, RngRun+1, ...
void
Measure(const Settings& s, Point& point, RecordHelper& record)
{
    // Fewer devices are fewer pairs to average over, a low rate takes long to show.
    const double few = 30.0 / point.devices;
    const double measured = std::max(few * s.duration, std::max(5.0, 10 * few) / point.rate);
    record.SetName("radio-price/" + std::to_string(point.bytes) + "/" +
                   std::to_string(point.devices) + "/" + FormatNumber(point.rate));
    record.SetWarmUp(Seconds(point.warmUp));
    DeliveryMeter meter;
    meter.warmUp = Seconds(point.warmUp);
    point.staleness.clear();
    const uint64_t firstRun = RngSeedManager::GetRun();
    for (uint32_t r = 0; r < s.runs; ++r)
    {
        RngSeedManager::SetRun(firstRun + r);
        Ptr<LearnerGroup> group = MakeLearners(s, point);
        group->GetLedger()->TraceConnectWithoutContext("MessageConcluded",
                                                       MakeCallback(&DeliveryMeter::Count, &meter));
        Ptr<RunRecorder> recorder = record.Install(group);
        Simulator::Stop(Seconds(point.warmUp + measured));
        Simulator::Run();
        const RunResult result = recorder->Finish().result;
        Simulator::Destroy();
        point.staleness.push_back(*result.meanStaleness);
        point.ideal = *result.idealStaleness;
    }
    RngSeedManager::SetRun(firstRun);
    point.share = double(meter.delivered) / std::max<uint64_t>(meter.concluded, 1);
    point.delay = meter.delays / std::max<uint64_t>(meter.delivered, 1);
}

void
PrintPoint(const Point& p, bool first)
{
    if (first)
    {
        std::cout << " bytes devices     rate    staleness          ideal delivered delay, s "
                     "explained\n";
    }
    const Estimate staleness = MakeEstimate(p.staleness);
    const double arriving = std::max(p.rate * p.share, 1e-9);
    // A ">": news that passes so seldom has not reached all in the warm-up, and
    // staleness, which is 0 at the start, still grows.
    const bool settled = GetSettlingTime(p.devices, arriving) < 1.5 * p.warmUp;
    std::cout << std::fixed << std::setprecision(3) << std::setw(6) << p.bytes << std::setw(8)
              << p.devices << std::setw(9) << p.rate << (settled ? "   " : "  >") << std::setw(7)
              << staleness.mean << " +- " << staleness.half << std::setw(9) << p.ideal
              << std::setw(9) << p.share << std::setw(9) << p.delay << std::setw(10)
              << SmallDelayStaleness(p.devices, 1, arriving, p.delay) << std::endl;
}

/// Raise the gossip rate. Returns the best point, and the rate that is clearly too high.
std::pair<Point, std::string>
Sweep(const Settings& s, Point point, const std::vector<double>& rates, RecordHelper& record)
{
    Point best;
    std::string tooHigh;
    double arriving = INFINITY; // messages a second at the rate before, if it lost some
    for (auto rate = rates.begin(); rate != rates.end() && (s.allRates || tooHigh.empty()); ++rate)
    {
        point.rate = *rate;
        // Above capacity no more arrive than before. No loss is known in the first lifetime.
        const double most = std::min(point.rate, arriving);
        point.warmUp = std::max(GetSettlingTime(point.devices, most), s.lifetime);
        Measure(s, point, record);
        PrintPoint(point, best.staleness.empty());
        arriving = point.share < 0.98 ? point.rate * std::max(point.share, 0.01) : INFINITY;
        if (best.staleness.empty() ||
            MakeEstimate(point.staleness).mean < MakeEstimate(best.staleness).mean)
        {
            best = point;
        }
        else if (tooHigh.empty() && IsOlder(point, best))
        {
            tooHigh = FormatNumber(point.rate);
        }
    }
    return {best, tooHigh};
}

int
RunPrice(int argc, char* argv[])
{
    Settings s;
    ScriptOptions options("What a shared radio makes of timeliness: staleness by gossip rate.");
    options.Add("models", "Sizes of the model, rising multiples of 40 bytes", s.models);
    options.Add("sizes", "Numbers of devices, rising", s.sizes);
    options.Add("rates", "Messages a second of each device, rising", s.rates);
    options.Add("area", "Side of the square in which devices stand, m", s.area, 1e-3);
    options.Add("wifiMode", "WifiMode of data packets", s.wifiMode);
    options.Add("lifetime", "A message not whole in this time is lost, s", s.lifetime, 1e-3, 1e6);
    options.Add("duration",
                "Time measured at 30 devices, s; fewer take longer",
                s.duration,
                1e-3,
                1e6);
    options.Add("allRates", "Go on after the first rate that is clearly too high", s.allRates);
    options.Add("runs", "Runs of each point: RngRun, RngRun+1, ...", s.runs, 1, 10);
    options.Add("trace", "SQLite file to append the runs to; empty: none", s.trace);
    options.Parse(argc, argv);
    WifiAdhocNetworkHelper().SetDataMode(s.wifiMode);
    const auto models = ParseList("models", s.models, 2 * BYTES_A_FEATURE, 4e6);
    const auto sizes = ParseList("sizes", s.sizes, 2, 1000);
    const auto rates = ParseList("rates", s.rates, 1e-3, 1e3);
    for (const double bytes : models)
    {
        if (std::fmod(bytes, BYTES_A_FEATURE) != 0)
        {
            throw InputError("--models=" + s.models +
                             ": expected multiples of 40: softmax "
                             "regression takes 40 (features + 1) bytes");
        }
    }
    RecordHelper record;
    record.SetTrace(s.trace);
    record.SetDetail(TraceDetail::SUMMARY);
    record.SetCommandLine(options.GetCommandLine(), options.ToJson());

    std::vector<std::pair<Point, std::string>> verdicts;
    for (const double bytes : models)
    {
        for (const double devices : sizes)
        {
            Point point;
            point.bytes = static_cast<uint32_t>(bytes);
            point.devices = static_cast<uint32_t>(devices);
            verdicts.push_back(Sweep(s, point, rates, record));
        }
    }
    std::cout << "\n bytes devices    best rate   staleness   clearly older from\n";
    for (const auto& [best, tooHigh] : verdicts)
    {
        std::cout << std::setw(6) << best.bytes << std::setw(8) << best.devices << std::setw(13)
                  << best.rate << std::setw(12) << MakeEstimate(best.staleness).mean << "   "
                  << (tooHigh.empty() ? "not reached" : tooHigh) << "\n";
    }
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &RunPrice);
}
