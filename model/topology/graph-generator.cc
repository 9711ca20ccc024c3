/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "graph-generator.h"

#include "edge-list-reader.h"
#include "graphml-reader.h"

#include "ns3/input-error.h"
#include "ns3/number-parser.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ns3
{
namespace stardust
{

namespace
{

/// What a command line says of a graph.
struct GraphWord
{
    std::string context;                  //!< the option, for messages
    std::string kind;                     //!< before the colon
    std::vector<std::string> arguments;   //!< behind it
    uint32_t n;                           //!< devices
    bool directed;                        //!< as the option says
    Ptr<UniformRandomVariable> random;    //!< source of draws
    uint64_t number{0};                   //!< of the graph in its sequence

    /// Expect so many arguments at least and at most.
    void Expect(std::size_t least, std::size_t most, const std::string& form) const
    {
        if (arguments.size() < least || arguments.size() > most)
        {
            throw InputError(context + ": expected " + form);
        }
    }

    uint32_t GetWhole(std::size_t position, uint64_t least, uint64_t most) const
    {
        return static_cast<uint32_t>(ParseWhole(arguments[position], least, most, context));
    }

    [[noreturn]] void Refuse(const std::string& why) const
    {
        throw InputError(context + ": " + why);
    }
};

Ptr<CommunicationGraph>
MakeNamedTorus(const GraphWord& word)
{
    word.Expect(0, 2, "torus or torus:ROWS,COLUMNS");
    const std::string devices = std::to_string(word.n) + " learners";
    if (word.arguments.empty())
    {
        auto rows = static_cast<uint32_t>(std::sqrt(word.n));
        while (rows > 1 && word.n % rows != 0)
        {
            --rows;
        }
        if (rows < 2)
        {
            word.Refuse(devices + " make no torus of 2 rows and 2 columns or more");
        }
        return MakeTorusGraph(rows, word.n / rows);
    }
    word.Expect(2, 2, "torus or torus:ROWS,COLUMNS");
    const uint32_t rows = word.GetWhole(0, 2, UINT32_MAX);
    const uint32_t columns = word.GetWhole(1, 2, UINT32_MAX);
    if (uint64_t(rows) * columns != word.n)
    {
        word.Refuse("rows times columns is " + std::to_string(uint64_t(rows) * columns) +
                    ", but there are " + devices);
    }
    return MakeTorusGraph(rows, columns);
}

Ptr<CommunicationGraph>
MakeNamedHypercube(const GraphWord& word)
{
    word.Expect(0, 0, "hypercube, without a colon");
    uint32_t dimensions = 0;
    while (dimensions < 31 && (uint32_t(1) << dimensions) < word.n)
    {
        ++dimensions;
    }
    if (uint32_t(1) << dimensions != word.n)
    {
        word.Refuse("expected a power of 2 for --learners, not " + std::to_string(word.n));
    }
    return MakeHypercubeGraph(dimensions);
}

Ptr<CommunicationGraph>
MakeNamedStar(const GraphWord& word)
{
    word.Expect(0, 1, "star or star:HUB");
    return MakeStarGraph(word.n, word.arguments.empty() ? 0 : word.GetWhole(0, 0, word.n - 1));
}

Ptr<CommunicationGraph>
MakeNamedBipartite(const GraphWord& word)
{
    word.Expect(0, 1, "bipartite or bipartite:FIRST");
    if (word.n < 2)
    {
        word.Refuse("expected 2 learners or more, one in each part");
    }
    return MakeBipartiteGraph(word.n,
                              word.arguments.empty() ? word.n / 2 : word.GetWhole(0, 1, word.n - 1));
}

Ptr<CommunicationGraph>
MakeNamedRandom(const GraphWord& word)
{
    if (word.kind == "random-regular")
    {
        word.Expect(1, 1, "random-regular:K");
        return MakeRandomRegularGraph(word.n, word.GetWhole(0, 0, UINT32_MAX), word.random);
    }
    if (word.kind == "erdos-renyi")
    {
        word.Expect(1, 1, "erdos-renyi:P");
        const double probability = ParseReal(word.arguments[0], 0, 1, word.context);
        return MakeErdosRenyiGraph(word.n, probability, word.directed, word.random);
    }
    if (word.kind == "small-world")
    {
        word.Expect(2, 2, "small-world:K,P");
        const uint32_t degree = word.GetWhole(0, 0, UINT32_MAX);
        if (degree % 2 != 0 || degree >= word.n)
        {
            word.Refuse("expected an even number of neighbours below the " +
                        std::to_string(word.n) + " learners");
        }
        const double probability = ParseReal(word.arguments[1], 0, 1, word.context);
        return MakeSmallWorldGraph(word.n, degree, probability, word.random);
    }
    if (word.kind == "geometric")
    {
        word.Expect(1, 1, "geometric:R");
        const double radius = ParseReal(word.arguments[0], 1e-9, 2, word.context);
        return MakeGeometricGraph(word.n, radius, word.random);
    }
    word.Expect(1, 1, "scale-free:M");
    const uint32_t links = word.GetWhole(0, 1, UINT32_MAX);
    if (links >= word.n)
    {
        word.Refuse("expected fewer links of a new device than the " + std::to_string(word.n) +
                    " learners");
    }
    return MakeScaleFreeGraph(word.n, links, word.random);
}

Ptr<CommunicationGraph>
ReadNamedGraph(const GraphWord& word)
{
    // A path may hold commas.
    std::string path;
    for (const std::string& part : word.arguments)
    {
        path += (path.empty() ? "" : ",") + part;
    }
    if (path.empty())
    {
        word.Refuse("a path is missing, expected file:PATH");
    }
    return IsGraphMl(path) ? ReadGraphMl(path, word.directed) : ReadEdgeList(path, word.n, word.directed);
}

/// How often there is another graph of a kind.
enum class GraphChange
{
    NEVER,   //!< all are the same
    DRAWN,   //!< each draw is another
    SEQUENCE //!< one follows the other
};

/// A way to make graphs of a kind.
struct GraphKind
{
    const char* name;                                      //!< on the command line
    const char* form;                                      //!< with its arguments
    bool maybeDirected;                                    //!< whether links may hold one way only
    GraphChange change;                                    //!< how often there is another
    std::function<Ptr<CommunicationGraph>(const GraphWord&)> make; //!< makes one
};

const std::vector<GraphKind>&
GetGraphKinds()
{
    static const std::vector<GraphKind> kinds{
        {"complete",
         "complete",
         false,
         GraphChange::NEVER,
         [](const GraphWord& word) {
             word.Expect(0, 0, "complete, without a colon");
             return Create<CommunicationGraph>(word.n);
         }},
        {"ring",
         "ring",
         true,
         GraphChange::NEVER,
         [](const GraphWord& word) {
             word.Expect(0, 0, "ring, without a colon");
             return MakeRingGraph(word.n, word.directed);
         }},
        {"torus", "torus[:A,B]", false, GraphChange::NEVER, MakeNamedTorus},
        {"hypercube", "hypercube", false, GraphChange::NEVER, MakeNamedHypercube},
        {"exponential",
         "exponential",
         true,
         GraphChange::NEVER,
         [](const GraphWord& word) {
             word.Expect(0, 0, "exponential, without a colon");
             return MakeExponentialGraph(word.n);
         }},
        {"star", "star[:HUB]", false, GraphChange::NEVER, MakeNamedStar},
        {"bipartite", "bipartite[:FIRST]", false, GraphChange::NEVER, MakeNamedBipartite},
        {"random-regular", "random-regular:K", false, GraphChange::DRAWN, MakeNamedRandom},
        {"erdos-renyi", "erdos-renyi:P", true, GraphChange::DRAWN, MakeNamedRandom},
        {"small-world", "small-world:K,P", false, GraphChange::DRAWN, MakeNamedRandom},
        {"geometric", "geometric:R", false, GraphChange::DRAWN, MakeNamedRandom},
        {"scale-free", "scale-free:M", false, GraphChange::DRAWN, MakeNamedRandom},
        {"one-peer",
         "one-peer",
         true,
         GraphChange::SEQUENCE,
         [](const GraphWord& word) {
             word.Expect(0, 0, "one-peer, without a colon");
             return MakeOnePeerGraph(word.n, word.number);
         }},
        {"matching",
         "matching",
         false,
         GraphChange::SEQUENCE,
         [](const GraphWord& word) {
             word.Expect(0, 0, "matching, without a colon");
             return MakeMatchingGraph(word.n, word.random);
         }},
        {"file", "file:PATH", true, GraphChange::NEVER, ReadNamedGraph},
    };
    return kinds;
}

GraphWord
ParseGraphWord(const std::string& spec, uint32_t n, bool directed)
{
    const auto colon = spec.find(':');
    GraphWord word{"--graph=" + spec, spec.substr(0, colon), {}, n, directed, nullptr};
    if (colon != std::string::npos)
    {
        word.arguments = SplitAtCommas(spec.substr(colon + 1));
        word.arguments.resize(std::max<std::size_t>(word.arguments.size(), 1));
    }
    word.random = CreateObject<UniformRandomVariable>();
    return word;
}

const GraphKind&
FindKind(const GraphWord& word)
{
    const auto& kinds = GetGraphKinds();
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const GraphKind& kind) {
        return kind.name == word.kind;
    });
    if (found == kinds.end())
    {
        throw InputError(word.context + ": unknown graph; expected " + GetGraphForms() +
                         ", for devices with places range:METRES");
    }
    if (word.directed && !found->maybeDirected)
    {
        throw InputError("--directed: only for --graph=ring, exponential, erdos-renyi:P, one-peer and "
                         "file:PATH, not for " +
                         word.context);
    }
    return *found;
}

} // namespace

std::string
GetGraphForms()
{
    std::string forms;
    const auto& kinds = GetGraphKinds();
    for (std::size_t k = 0; k < kinds.size(); ++k)
    {
        forms += (k == 0 ? "" : k + 1 < kinds.size() ? ", " : " or ") + std::string(kinds[k].form);
    }
    return forms;
}

Ptr<CommunicationGraph>
MakeGraph(const std::string& spec, uint32_t n, const GraphOptions& options, int64_t stream)
{
    const GraphWord word = ParseGraphWord(spec, n, options.directed);
    word.random->SetStream(stream);
    auto graph = FindKind(word).make(word);
    if (n > 0 && graph->GetN() != n)
    {
        throw InputError("--graph=" + spec + ": " + std::to_string(graph->GetN()) +
                         " nodes for " + std::to_string(n) + " devices (--learners)");
    }
    const uint32_t components = graph->CountComponents();
    if (components > 1 && !options.allowDisconnected)
    {
        throw InputError("--graph=" + spec + ": disconnected (" + std::to_string(components) +
                         " parts that cannot all reach each other); give --allowDisconnected to "
                         "run it all the same");
    }
    return graph;
}

bool
IsGraphSequence(const std::string& spec)
{
    const auto& kinds = GetGraphKinds();
    return std::any_of(kinds.begin(), kinds.end(), [&](const GraphKind& kind) {
        return kind.change == GraphChange::SEQUENCE && kind.name == spec.substr(0, spec.find(':'));
    });
}

GraphSource
MakeGraphSource(const std::string& spec, uint32_t n, bool directed, int64_t stream)
{
    GraphWord word = ParseGraphWord(spec, n, directed);
    const GraphKind& kind = FindKind(word);
    if (kind.change == GraphChange::NEVER)
    {
        std::string changing;
        for (const GraphKind& other : GetGraphKinds())
        {
            changing += other.change == GraphChange::NEVER ? "" : std::string(", ") + other.form;
        }
        throw InputError(word.context + ": the same graph each time (--graphEvery); those that change are " +
                         changing.substr(2));
    }
    word.random->SetStream(stream);
    return [word, make = kind.make]() mutable {
        auto graph = make(word);
        ++word.number;
        return graph;
    };
}

} // namespace stardust
} // namespace ns3
