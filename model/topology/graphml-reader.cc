/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "graphml-reader.h"

#include "ns3/input-error.h"
#include "ns3/number-parser.h"
#include "ns3/unit-parser.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <libxml/xmlreader.h>
#include <limits>
#include <map>
#include <memory>

namespace ns3
{
namespace stardust
{

namespace
{

// The error argument of libxml2's handlers became const at 2.12.
#if LIBXML_VERSION >= 21200
using XmlErrorArgument = const xmlError*;
#else
using XmlErrorArgument = xmlErrorPtr;
#endif

/// A link as written, until all nodes are known.
struct NamedLink
{
    int line;           //!< where it stands
    std::string source; //!< id of a node
    std::string target; //!< id of a node
    double weight;      //!< 1 unless written
    std::optional<Time> delay;    //!< if written
    std::optional<DataRate> rate; //!< if written
};

/// What the stream has brought so far.
struct GraphMlContent
{
    bool sawRoot{false};                   //!< the graphml element was there
    bool sawGraph{false};                  //!< a graph element was there
    std::map<std::string, uint32_t> nodes; //!< index of each node id
    std::vector<NamedLink> links;          //!< in file order
    std::string weightKey;                 //!< id of the key of edge weights; empty: none
    std::string delayKey;                  //!< id of the key of delays; empty: none
    std::string rateKey;                   //!< id of the key of rates; empty: none
    bool weighted{false};                  //!< some edge has a weight
};

/// Names and texts of a file, and what libxml2 says of another encoding, may have several lines.
std::string
MakeOneLine(std::string text)
{
    std::replace_if(
        text.begin(),
        text.end(),
        [](unsigned char c) { return c < 0x20 || c == 0x7F; },
        ' ');
    return text;
}

/// Streaming reader over one file.
class GraphMlStream
{
  public:
    explicit GraphMlStream(const std::string& path, LinkKeys keys = {"", ""})
        : m_path(path),
          m_keys(std::move(keys))
    {
        // libxml2 cannot say why a file does not open.
        errno = 0;
        if (std::ifstream file(path); !file || file.peek() == std::ifstream::traits_type::eof())
        {
            throw InputError(path + ": " +
                             (errno ? std::string("cannot be opened: ") + std::strerror(errno)
                                    : std::string("empty, expected GraphML")));
        }
        m_reader.reset(xmlReaderForFile(path.c_str(), nullptr, XML_PARSE_NONET | XML_PARSE_BIG_LINES));
        if (!m_reader)
        {
            throw InputError(path + ": cannot be read");
        }
        xmlTextReaderSetStructuredErrorHandler(m_reader.get(), &GraphMlStream::TakeError, this);
    }

    GraphMlContent Read()
    {
        GraphMlContent content;
        int status = 1;
        while ((status = xmlTextReaderRead(m_reader.get())) == 1)
        {
            if (xmlTextReaderNodeType(m_reader.get()) == XML_READER_TYPE_ELEMENT)
            {
                TakeElement(content);
            }
        }
        if (status != 0)
        {
            Fail(m_errorLine, "no well-formed XML: " + m_error);
        }
        if (!content.sawGraph)
        {
            Fail(1, "no graph element, expected GraphML");
        }
        if (content.nodes.empty())
        {
            Fail(1, "the graph has no nodes");
        }
        return content;
    }

    [[noreturn]] void Fail(int line, const std::string& why) const
    {
        throw InputError(m_path + ":" + std::to_string(line) + ": " + MakeOneLine(why));
    }

  private:
    static void TakeError(void* self, XmlErrorArgument error)
    {
        auto stream = static_cast<GraphMlStream*>(self);
        if (stream->m_error.empty() && error && error->message)
        {
            stream->m_error = error->message;
            stream->m_error.erase(stream->m_error.find_last_not_of(" \r\n") + 1);
            stream->m_errorLine = error->line;
        }
    }

    int GetLine() const
    {
        // The element's own line; the parser's is already behind what it has read ahead.
        return xmlGetLineNo(xmlTextReaderCurrentNode(m_reader.get()));
    }

    std::string GetAttribute(const char* name, const char* element) const
    {
        std::unique_ptr<xmlChar, void (*)(void*)> value(
            xmlTextReaderGetAttribute(m_reader.get(), reinterpret_cast<const xmlChar*>(name)),
            xmlFree);
        if (!value)
        {
            Fail(GetLine(), std::string(element) + " without attribute " + name);
        }
        return reinterpret_cast<const char*>(value.get());
    }

    void TakeElement(GraphMlContent& content)
    {
        const std::string element =
            reinterpret_cast<const char*>(xmlTextReaderConstLocalName(m_reader.get()));
        if (!content.sawRoot && element != "graphml")
        {
            Fail(GetLine(), "root element is " + element + ", expected graphml");
        }
        content.sawRoot = true;
        if (element == "graph")
        {
            if (content.sawGraph)
            {
                Fail(GetLine(), "a second or nested graph, expected one");
            }
            content.sawGraph = true;
        }
        else if (element == "node")
        {
            const std::string id = GetAttribute("id", "node");
            if (!content.nodes.emplace(id, content.nodes.size()).second)
            {
                Fail(GetLine(), "node id " + id + " is there already");
            }
        }
        else if (element == "edge")
        {
            content.links.push_back(
                {GetLine(), GetAttribute("source", "edge"), GetAttribute("target", "edge"), 1, {}, {}});
        }
        else if (element == "key")
        {
            TakeKey(content);
        }
        else if (element == "data")
        {
            TakeData(content);
        }
        else if (element == "hyperedge")
        {
            Fail(GetLine(), "hyperedges are not supported");
        }
    }

    bool HasAttribute(const char* name, const std::string& value) const
    {
        std::unique_ptr<xmlChar, void (*)(void*)> text(
            xmlTextReaderGetAttribute(m_reader.get(), reinterpret_cast<const xmlChar*>(name)),
            xmlFree);
        return text && value == reinterpret_cast<const char*>(text.get());
    }

    void TakeKey(GraphMlContent& content) const
    {
        if (!HasAttribute("for", "edge"))
        {
            return;
        }
        const std::vector<std::pair<std::string, std::string*>> wanted{
            {"weight", &content.weightKey},
            {m_keys.delay, &content.delayKey},
            {m_keys.rate, &content.rateKey}};
        for (const auto& [name, id] : wanted)
        {
            if (!name.empty() && HasAttribute("attr.name", name))
            {
                *id = GetAttribute("id", "key");
            }
        }
    }

    /// Whether the data at hand are an edge's of that key.
    bool IsData(const GraphMlContent& content, const std::string& key) const
    {
        // Below the graph and a node or an edge; only edges have the key's data.
        return !key.empty() && !content.links.empty() && HasAttribute("key", key);
    }

    void TakeData(GraphMlContent& content) const
    {
        if (IsData(content, content.weightKey))
        {
            const std::string word = ReadText();
            content.links.back().weight = ParseReal(word,
                                                    std::numeric_limits<double>::min(),
                                                    std::numeric_limits<double>::max(),
                                                    MakeContext("weight", word));
            content.weighted = true;
        }
        if (IsData(content, content.delayKey))
        {
            const std::string word = ReadText();
            content.links.back().delay = ParseDuration(word, MakeContext(m_keys.delay, word));
        }
        if (IsData(content, content.rateKey))
        {
            const std::string word = ReadText();
            content.links.back().rate = ParseDataRate(word, MakeContext(m_keys.rate, word));
        }
    }

    std::string ReadText() const
    {
        std::unique_ptr<xmlChar, void (*)(void*)> text(xmlTextReaderReadString(m_reader.get()),
                                                       xmlFree);
        return text ? reinterpret_cast<const char*>(text.get()) : "";
    }

    std::string MakeContext(const std::string& name, const std::string& word) const
    {
        return m_path + ":" + std::to_string(GetLine()) + ": edge " + name + " " +
               MakeOneLine(word);
    }

    /// Frees the reader.
    struct Free
    {
        /** @param reader what to free. */
        void operator()(xmlTextReaderPtr reader) const
        {
            xmlFreeTextReader(reader);
        }
    };

    std::string m_path;                            //!< for messages
    LinkKeys m_keys;                               //!< names of the keys of links; empty: none
    std::unique_ptr<xmlTextReader, Free> m_reader; //!< the stream
    std::string m_error;                           //!< first message of the parser
    int m_errorLine{0};                            //!< its line
};

} // namespace

namespace
{

/// The ends of the links, as numbers of nodes.
GraphEdges
FindEnds(const GraphMlStream& stream, const GraphMlContent& content)
{
    GraphEdges edges;
    for (const auto& link : content.links)
    {
        const auto source = content.nodes.find(link.source);
        const auto target = content.nodes.find(link.target);
        if (source == content.nodes.end() || target == content.nodes.end())
        {
            const bool first = source == content.nodes.end();
            stream.Fail(link.line,
                        "edge names node " + (first ? link.source : link.target) +
                            ", which does not exist");
        }
        edges.emplace_back(source->second, target->second);
    }
    return edges;
}

} // namespace

Ptr<CommunicationGraph>
ReadGraphMl(const std::string& path, bool directed)
{
    GraphMlStream stream(path);
    const GraphMlContent content = stream.Read();
    const GraphEdges edges = FindEnds(stream, content);
    std::vector<double> weights;
    for (const auto& link : content.links)
    {
        weights.push_back(link.weight);
    }
    if (content.weighted)
    {
        return Create<CommunicationGraph>(content.nodes.size(), edges, weights, directed);
    }
    return Create<CommunicationGraph>(content.nodes.size(), edges, directed);
}

LinkTopology
ReadLinkTopology(const std::string& path, const LinkKeys& keys)
{
    GraphMlStream stream(path, keys);
    const GraphMlContent content = stream.Read();
    const GraphEdges edges = FindEnds(stream, content);
    std::map<std::pair<uint32_t, uint32_t>, NetworkLink> links;
    for (std::size_t k = 0; k < edges.size(); ++k)
    {
        const auto ends = std::minmax(edges[k].first, edges[k].second);
        if (ends.first != ends.second)
        {
            links.emplace(ends,
                          NetworkLink{ends.first,
                                      ends.second,
                                      content.links[k].delay,
                                      content.links[k].rate});
        }
    }
    LinkTopology topology;
    topology.nodes = content.nodes.size();
    for (const auto& [ends, link] : links)
    {
        topology.links.push_back(link);
    }
    return topology;
}

} // namespace stardust
} // namespace ns3
