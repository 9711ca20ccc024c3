/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "factory-parser.h"

#include "near-name.h"

#include "ns3/box.h"
#include "ns3/input-error.h"
#include "ns3/number-parser.h"
#include "ns3/pointer.h"
#include "ns3/rectangle.h"
#include "ns3/string.h"
#include "ns3/unit-parser.h"
#include "ns3/vector.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <vector>

namespace ns3
{
namespace stardust
{

namespace
{

/// Whether a word is among those of an enumeration, which its checker writes with bars between them.
bool
IsOneOf(const std::string& word, const Ptr<const AttributeChecker>& checker)
{
    std::istringstream words(checker->GetUnderlyingTypeInformation());
    for (std::string known; std::getline(words, known, '|');)
    {
        if (known == word)
        {
            return true;
        }
    }
    return false;
}

/// Objects within objects of a factory string, at most.
constexpr int MOST_DEPTH = 16;

/// ParseFactory() with a context that names the option and its value already.
ObjectFactory ParseFactoryIn(const std::string& context,
                             const std::string& spec,
                             TypeId base,
                             const std::vector<std::string>& unfit = {},
                             const ShortNames& names = {});

/// A factory string taken apart.
struct FactoryText
{
    std::string type;                    //!< name of the TypeId
    std::vector<std::string> attributes; //!< `name=value` each
};

/// Cut at the bars that are in no inner pair of brackets; false if brackets do not match.
bool
SplitAttributes(const std::string& text, std::vector<std::string>& attributes)
{
    int depth = 0;
    std::string current;
    for (const char c : text)
    {
        depth += (c == '[') - (c == ']');
        if (depth < 0)
        {
            return false;
        }
        if (c == '|' && depth == 0)
        {
            attributes.push_back(current);
            current.clear();
        }
        else
        {
            current += c;
        }
    }
    attributes.push_back(current);
    return depth == 0;
}

/// How many pairs of brackets are around the innermost text, at most.
int
FindDepth(const std::string& spec)
{
    int depth = 0;
    int most = 0;
    for (const char c : spec)
    {
        depth += (c == '[') - (c == ']');
        most = std::max(most, depth);
    }
    return most;
}

FactoryText
TakeApart(const std::string& spec, const std::string& context)
{
    // Each level takes memory for all that is within.
    if (FindDepth(spec) > MOST_DEPTH)
    {
        throw InputError(context.substr(0, context.find('[')) + ": brackets nest deeper than " +
                         std::to_string(MOST_DEPTH) + " levels");
    }
    FactoryText text;
    const auto open = spec.find('[');
    text.type = spec.substr(0, open);
    if (open == std::string::npos)
    {
        return text;
    }
    const std::string inner = spec.substr(open + 1, spec.size() - open - 2);
    if (spec.back() != ']' || open + 2 > spec.size() || !SplitAttributes(inner, text.attributes))
    {
        throw InputError(context + ": brackets do not match, expected TypeId[Attribute=value|...]");
    }
    if (inner.empty())
    {
        text.attributes.clear();
    }
    return text;
}

bool
CanMake(TypeId type, TypeId base, const std::vector<std::string>& unfit)
{
    return (type == base || type.IsChildOf(base)) && type.HasConstructor() &&
           std::find(unfit.begin(), unfit.end(), type.GetName()) == unfit.end();
}

/// The types that could have been meant, in order.
std::vector<std::string>
FindChoices(TypeId base, const std::vector<std::string>& unfit)
{
    std::vector<std::string> choices;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(i);
        if (CanMake(type, base, unfit))
        {
            choices.push_back(type.GetName());
        }
    }
    std::sort(choices.begin(), choices.end());
    return choices;
}

/// These after those: short names come first.
std::string
ListChoices(const std::vector<std::string>& choices, const ShortNames& names)
{
    std::string list;
    for (const auto& [name, type] : names)
    {
        list += (list.empty() ? "" : ", ") + name;
    }
    for (const auto& choice : choices)
    {
        list += (list.empty() ? "" : ", ") + choice;
    }
    return list;
}

/// What to do about a type that ns-3 does not know.
std::string
Advise(const std::string& type, std::vector<std::string> choices, const ShortNames& names)
{
    for (const auto& [name, meant] : names)
    {
        choices.push_back(name);
    }
    char* rest = nullptr;
    std::strtod(type.c_str(), &rest);
    if (rest != type.c_str() && *rest == '\0' &&
        std::count(choices.begin(), choices.end(), "ns3::ConstantRandomVariable") > 0)
    {
        return " (did you mean ns3::ConstantRandomVariable[Constant=" + type + "]?)";
    }
    const std::string near = FindNearName(type, choices);
    return near.empty() ? " (a type of your own must be registered: NS_OBJECT_ENSURE_REGISTERED)"
                        : " (did you mean " + near + "?)";
}

/// Ends a message about an attribute that a type does not have.
std::string
AdviseAttribute(TypeId type, const std::string& name)
{
    std::vector<std::string> names;
    std::string list;
    for (TypeId at = type; at != Object::GetTypeId(); at = at.GetParent())
    {
        for (std::size_t i = 0; i < at.GetAttributeN(); ++i)
        {
            names.push_back(at.GetAttribute(i).name);
            list += (list.empty() ? "" : ", ") + names.back();
        }
    }
    const std::string near = FindNearName(name, names);
    return " has no attribute " + name + (near.empty() ? "" : " (did you mean " + near + "?)") +
           "; expected " + (list.empty() ? "none" : "one of " + list);
}

/// ns3::Time aborts on a unit it does not know.
void
CheckTime(const std::string& value, const std::string& context)
{
    static const std::set<std::string> units{
        "", "y", "d", "h", "min", "s", "ms", "us", "ns", "ps", "fs"};
    const auto end = value.find_first_not_of("+-0123456789.eE");
    const std::string unit = end == std::string::npos ? "" : value.substr(end);
    if (units.count(unit) == 0)
    {
        throw InputError(context + ": expected a time such as 1.5s or 20ms");
    }
    const double most = std::numeric_limits<double>::max();
    ParseReal(value.substr(0, end), -most, most, context);
}

template <class Value>
bool
ReadsAll(const std::string& text)
{
    std::istringstream stream(text);
    Value value;
    stream >> value;
    return !stream.fail() && stream.eof();
}

/// Whether ns-3 understands all of a text: of these types it ends the program at a rest.
bool
IsReadToItsEnd(const std::string& type, const std::string& text)
{
    static const std::map<std::string, bool (*)(const std::string&)> readers{
        {"BoxValue", &ReadsAll<Box>},
        {"RectangleValue", &ReadsAll<Rectangle>},
        {"Vector2DValue", &ReadsAll<Vector2D>},
        {"Vector3DValue", &ReadsAll<Vector3D>},
        {"VectorValue", &ReadsAll<Vector3D>}};
    const auto found = readers.find(type);
    return found == readers.end() || found->second(text);
}

/// ns-3 separates attributes by bars; with a comma the rest would be part of the value.
void
CheckSeparators(TypeId type, const std::string& value, const std::string& context)
{
    for (auto comma = value.find(','); comma != std::string::npos; comma = value.find(',', comma + 1))
    {
        const auto start = value.find_first_not_of(' ', comma + 1);
        const auto equals = value.find('=', comma);
        TypeId::AttributeInformation info;
        if (start < equals && equals != std::string::npos &&
            type.LookupAttributeByName(value.substr(start, equals - start), &info))
        {
            throw InputError(context + ": attributes are separated by |, not by a comma: TypeId[A=1|B=2]");
        }
    }
}

void
SetAttribute(ObjectFactory& factory, const std::string& text, const std::string& context)
{
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    TypeId::AttributeInformation info;
    if (equals == std::string::npos || !factory.GetTypeId().LookupAttributeByName(name, &info))
    {
        throw InputError(context + ": " + factory.GetTypeId().GetName() +
                         AdviseAttribute(factory.GetTypeId(), name) +
                         (equals == std::string::npos ? ", as Attribute=value" : ""));
    }
    // ns-3 would end the program.
    if (!(info.flags & TypeId::ATTR_CONSTRUCT))
    {
        throw InputError(context + ": attribute " + name + " of " +
                         factory.GetTypeId().GetName() + " cannot be set in a text; leave it out");
    }
    const std::string value = text.substr(equals + 1);
    const std::string inner = context + ": attribute " + name + "=" + value;
    CheckSeparators(factory.GetTypeId(), value, inner);
    const auto pointer = DynamicCast<const PointerChecker>(info.checker);
    if (pointer && !value.empty())
    {
        // Not by ns-3: it ends a text at the first bracket that closes.
        const ObjectFactory made = ParseFactoryIn(inner, value, pointer->GetPointeeTypeId());
        factory.Set(name, PointerValue(made.Create<Object>()));
        return;
    }
    CheckAttributeValue(info, value, inner);
    factory.Set(name, StringValue(value));
}

} // namespace

void
CheckAttributeValue(const TypeId::AttributeInformation& info,
                    const std::string& value,
                    const std::string& context)
{
    std::string type = info.checker->GetValueTypeName();
    // Some have it, some do not.
    type.erase(0, type.rfind("ns3::", 0) == 0 ? 5 : 0);
    const double most = std::numeric_limits<double>::max();
    if (type == "DoubleValue")
    {
        ParseReal(value, -most, most, context);
    }
    else if (type == "UintegerValue")
    {
        ParseWhole(value, 0, std::numeric_limits<uint64_t>::max(), context);
    }
    else if (type == "IntegerValue")
    {
        const bool negative = !value.empty() && value[0] == '-';
        ParseWhole(negative ? value.substr(1) : value, 0, uint64_t(1) << 63, context);
    }
    else if (type == "TimeValue")
    {
        CheckTime(value, context);
    }
    else if (type == "DataRateValue")
    {
        ParseDataRate(value, context);
    }
    else if (!IsReadToItsEnd(type, value))
    {
        throw InputError(context + ": not a value of " +
                         info.checker->GetUnderlyingTypeInformation() + " (" + info.help + ")");
    }
    else if (const auto pointer = DynamicCast<const PointerChecker>(info.checker);
             pointer && !value.empty())
    {
        // Making an object from a bad string is where ns-3 would crash.
        ParseFactoryIn(context, value, pointer->GetPointeeTypeId());
        if (FindDepth(value) > 1)
        {
            throw InputError(context + ": brackets within brackets, which ns-3 does not read here");
        }
    }
    // Where ns-3 has assertions it would end here for an unknown word of an enumeration.
    // From ns-3.41 on the type of the value is a template.
    const bool isEnum = info.checker->GetValueTypeName().rfind("ns3::EnumValue", 0) == 0;
    if ((isEnum && !IsOneOf(value, info.checker)) ||
        !info.checker->CreateValidValue(StringValue(value)))
    {
        throw InputError(context + ": not a value of " +
                         info.checker->GetUnderlyingTypeInformation() + " (" + info.help + ")");
    }
}

std::vector<std::pair<std::string, std::string>>
ListFactoryAttributes(const std::string& spec)
{
    std::vector<std::pair<std::string, std::string>> list;
    for (const auto& text : TakeApart(spec, spec).attributes)
    {
        const auto equals = text.find('=');
        list.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return list;
}

void
SetFactoryAttribute(ObjectFactory& factory,
                    const std::string& name,
                    const AttributeValue& value,
                    const std::string& call)
{
    TypeId::AttributeInformation info;
    if (!factory.GetTypeId().LookupAttributeByName(name, &info))
    {
        throw InputError(call + "(): " + factory.GetTypeId().GetName() +
                         AdviseAttribute(factory.GetTypeId(), name));
    }
    factory.Set(name, value);
}

std::optional<std::string>
TakeFactoryAttribute(std::string& spec, const std::string& name)
{
    std::optional<std::string> value;
    const FactoryText text = TakeApart(spec, spec);
    std::string others;
    for (const auto& attribute : text.attributes)
    {
        const auto equals = attribute.find('=');
        if (equals != std::string::npos && attribute.substr(0, equals) == name)
        {
            value = attribute.substr(equals + 1);
            continue;
        }
        others += (others.empty() ? "" : "|") + attribute;
    }
    if (value)
    {
        spec = text.type + (others.empty() ? "" : "[" + others + "]");
    }
    return value;
}

bool
HasNewDefault(const TypeId::AttributeInformation& info)
{
    const auto text = [&](const auto& value) { return value->SerializeToString(info.checker); };
    return text(info.initialValue) != text(info.originalInitialValue);
}

ObjectFactory
ParseFactory(const std::string& spec,
             TypeId base,
             const std::string& option,
             const std::vector<std::string>& unfit,
             const ShortNames& names)
{
    return ParseFactoryIn(option + "=" + spec, spec, base, unfit, names);
}

namespace
{

ObjectFactory
ParseFactoryIn(const std::string& context,
               const std::string& spec,
               TypeId base,
               const std::vector<std::string>& unfit,
               const ShortNames& names)
{
    const FactoryText text = TakeApart(spec, context);
    const auto full = names.find(text.type);
    const std::string name = full == names.end() ? text.type : full->second;
    TypeId type;
    if (!TypeId::LookupByNameFailSafe(name, &type))
    {
        const auto choices = FindChoices(base, unfit);
        throw InputError(context + ": unknown type " + name + Advise(name, choices, names) +
                         "; expected one of " + ListChoices(choices, names));
    }
    if (!CanMake(type, base, unfit))
    {
        throw InputError(context + ": " + name + " is no " + base.GetName() +
                         " that can be created and used here; expected one of " +
                         ListChoices(FindChoices(base, unfit), names));
    }
    ObjectFactory factory;
    factory.SetTypeId(type);
    for (const auto& attribute : text.attributes)
    {
        SetAttribute(factory, attribute, context);
    }
    return factory;
}

} // namespace

} // namespace stardust
} // namespace ns3
