/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-server.h"

#include "ns3/factory-parser.h"
#include "ns3/federated-algorithm.h"
#include "ns3/input-error.h"
#include "ns3/link-skew.h"
#include "ns3/number-parser.h"
#include "ns3/server-device.h"
#include "ns3/stream-plan.h"

#include <algorithm>
#include <limits>
#include <ostream>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

const std::string CLASSES_WORD = "classes:";
/// The least chance of a link that the attribute takes.
constexpr double LEAST_CHANCE = 1e-9;

/// What `--linkProbability` says.
struct LinkChances
{
    bool byClass{false};       //!< they go with the labels
    double sigma{0};           //!< of the classes' weights
    double least{0.02};        //!< chance
    std::vector<double> given; //!< one a client
};

LinkChances
ParseChances(const std::string& text)
{
    const std::string context = "--linkProbability=" + text;
    LinkChances chances;
    if (text.rfind(CLASSES_WORD, 0) != 0)
    {
        chances.given = ParseReals(text, LEAST_CHANCE, 1, context);
        return chances;
    }
    chances.byClass = true;
    const auto parts = SplitAtCommas(text.substr(CLASSES_WORD.size()));
    if (parts.empty() || parts.size() > 2)
    {
        throw InputError(context + ": expected classes:SIGMA or classes:SIGMA,LEAST");
    }
    constexpr double largest = 1e6;
    chances.sigma = ParseReal(parts[0], 0, largest, context);
    if (parts.size() == 2)
    {
        chances.least = ParseReal(parts[1], LEAST_CHANCE, 1, context);
    }
    return chances;
}

void
CheckChances(const Experiment& e)
{
    if (!ParseFactory(e.mixer, ModelMixer::GetTypeId(), "--mixer")
             .GetTypeId()
             .IsChildOf(FederatedAlgorithm::GetTypeId()))
    {
        throw InputError("--linkProbability=" + e.linkProbability + ": --mixer=" + e.mixer +
                         " has no rounds in which links are on or off; expected "
                         "ns3::stardust::FedPbcMixer or FedAvgMixer");
    }
    if (ParseChances(e.linkProbability).byClass && (e.task == "none" || IsRegression(e)))
    {
        throw InputError("--linkProbability=" + e.linkProbability + ": --task=" + e.task +
                         " has no classes; expected P,P,..., one a client");
    }
}

} // namespace

void
AddServerOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("server",
                "Mixers with a server: it is a device like others (device), or on Wi-Fi "
                "infrastructure the first cell's access point (access-point)",
                e.server);
    options.Add("serverData",
                "Mixers with a server: it gets samples like others (share), or the others share "
                "them all (none); auto: none on an access point, else share",
                e.serverData);
    options.Add("linkProbability",
                "FedPbcMixer, FedAvgMixer: chance of each client's link: classes:SIGMA[,LEAST] (it "
                "goes with its labels), or P,P,... by learner id; empty: the mixer's Links say it",
                e.linkProbability);
}

void
CheckServer(const Experiment& e, const ScriptOptions& options)
{
    const bool hasServer = FindServer(e.mixer).has_value();
    for (const std::string name : {"server", "serverData", "linkProbability"})
    {
        if (options.IsGiven(name) && !hasServer)
        {
            throw InputError("--" + name + ": --mixer=" + e.mixer +
                             " has no server; expected ns3::stardust::FedPbcMixer, FedAvgMixer or "
                             "FedAsyncMixer");
        }
    }
    if (e.server != "device" && e.server != "access-point")
    {
        throw InputError("--server=" + e.server + ": expected device or access-point");
    }
    if (e.server == "access-point" && e.network != "wifi-infrastructure")
    {
        throw InputError("--server=access-point: only for --network=wifi-infrastructure, not for "
                         "--network=" +
                         e.network);
    }
    if (e.serverData != "auto" && e.serverData != "share" && e.serverData != "none")
    {
        throw InputError("--serverData=" + e.serverData + ": expected auto, share or none");
    }
    if (options.IsGiven("serverData") && e.task == "none")
    {
        throw InputError("--serverData=" + e.serverData + ": --task=none has no data");
    }
    if (!e.linkProbability.empty())
    {
        CheckChances(e);
    }
}

void
CheckClients(const Experiment& e)
{
    const auto server = FindServer(e.mixer);
    if (!server)
    {
        return;
    }
    const std::string devices = std::to_string(e.learners);
    if (*server >= e.learners)
    {
        throw InputError("--mixer=" + e.mixer + ": Server=" + std::to_string(*server) +
                         ": expected a learner id below --learners=" + devices);
    }
    if (GetIdleServer(e) && e.learners < 2)
    {
        throw InputError("--learners=" + devices + ": the server gets no samples; expected 2 or "
                         "more, or --serverData=share");
    }
    const std::size_t given = ParseChances(e.linkProbability).given.size();
    if (given > 0 && given != e.learners - 1)
    {
        throw InputError("--linkProbability=" + e.linkProbability + ": " + std::to_string(given) +
                         " chances for " + std::to_string(e.learners - 1) +
                         " clients; expected one each");
    }
}

std::optional<uint32_t>
GetIdleServer(const Experiment& e)
{
    const bool idle =
        e.serverData == "none" || (e.serverData == "auto" && e.server == "access-point");
    return idle ? FindServer(e.mixer) : std::nullopt;
}

uint32_t
CountHolders(const Experiment& e)
{
    return GetIdleServer(e) ? e.learners - 1 : e.learners;
}

std::vector<double>
MakeLinkProbabilities(const Experiment& e,
                      Ptr<const LabeledDataset> data,
                      const DataShares& shares)
{
    LinkChances chances = ParseChances(e.linkProbability);
    if (chances.byClass)
    {
        return DrawClassLinkProbabilities(*data,
                                          shares,
                                          chances.sigma,
                                          chances.least,
                                          STREAMS_LINK_SKEW);
    }
    if (!chances.given.empty())
    {
        // The server's own is not used.
        chances.given.insert(chances.given.begin() + FindServer(e.mixer).value(), 1);
    }
    return chances.given;
}

void
PrintServer(const Experiment& e, const std::vector<double>& links, std::ostream& os)
{
    const auto server = FindServer(e.mixer);
    if (!server)
    {
        return;
    }
    os << "  server     device " << *server
       << (e.server == "access-point" ? ", the access point of cell 0" : "")
       << (e.task != "none" && GetIdleServer(e) ? ", without samples" : "") << std::endl;
    if (links.empty())
    {
        return;
    }
    double least = std::numeric_limits<double>::infinity();
    double most = 0;
    double sum = 0;
    for (uint32_t i = 0; i < links.size(); ++i)
    {
        if (i != *server)
        {
            least = std::min(least, links[i]);
            most = std::max(most, links[i]);
            sum += links[i];
        }
    }
    const auto digits = os.precision(3);
    os << "  links      on with chance " << sum / double(links.size() - 1)
       << ", mean over clients (least " << least << ", largest " << most << ")" << std::endl;
    os.precision(digits);
}
