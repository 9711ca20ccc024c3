/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-facts.h"

#include "ns3/callback.h"
#include "ns3/global-value.h"
#include "ns3/object-ptr-container.h"
#include "ns3/pointer.h"
#include "ns3/string.h"

#include <Eigen/Core>
#include <fstream>
#include <optional>
#include <sqlite3.h>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>

// Both come from the build file; elsewhere there is nothing to tell.
#ifndef STARDUST_NS3_VERSION
#define STARDUST_NS3_VERSION ""
#endif
#ifndef STARDUST_BUILD_TYPE
#define STARDUST_BUILD_TYPE "unknown"
#endif

namespace ns3
{
namespace stardust
{

namespace
{

/// An attribute of a type as ns-3 describes it.
using Attribute = TypeId::AttributeInformation;

/// Whether a value has a text that means something outside this process.
bool
HasText(const AttributeValue& value)
{
    return !dynamic_cast<const CallbackValue*>(&value) &&
           !dynamic_cast<const ObjectPtrContainerValue*>(&value);
}

/// A value as text; none if it has no text, or points nowhere.
std::optional<std::string>
DescribeValue(const AttributeValue& value, Ptr<const AttributeChecker> checker)
{
    if (const auto pointer = dynamic_cast<const PointerValue*>(&value))
    {
        const Ptr<Object> object = pointer->GetObject();
        return object ? std::optional(DescribeObject(*object)) : std::nullopt;
    }
    return HasText(value) ? std::optional(value.SerializeToString(checker)) : std::nullopt;
}

/// Whether an attribute of an object can be asked for without a message or worse.
bool
IsReadable(const Attribute& attribute)
{
    return (attribute.flags & TypeId::ATTR_GET) && attribute.accessor->HasGetter() &&
           attribute.supportLevel == TypeId::SupportLevel::SUPPORTED;
}

/// Whether a text is that of the default ns-3 was built with. Never of a pointer: to compare
/// one an object would have to be made.
bool
IsInitial(const Attribute& attribute, const std::string& text)
{
    const auto value = attribute.checker->Create();
    if (dynamic_cast<const PointerValue*>(PeekPointer(value)))
    {
        return false;
    }
    // Defaults may be written otherwise than values are: "1s" and "+1e+09ns".
    const auto initial = attribute.checker->CreateValidValue(*attribute.originalInitialValue);
    return initial && text == initial->SerializeToString(attribute.checker);
}

/// An attribute of an object that is not at its default; none otherwise.
std::optional<std::string>
DescribeAttribute(const ObjectBase& object, const Attribute& attribute)
{
    if (!IsReadable(attribute) || attribute.name == "Stream")
    {
        return std::nullopt;
    }
    const Ptr<AttributeValue> value = attribute.checker->Create();
    if (!HasText(*value) || !attribute.accessor->Get(&object, *value))
    {
        return std::nullopt;
    }
    const auto text = DescribeValue(*value, attribute.checker);
    return text && !IsInitial(attribute, *text) ? text : std::nullopt;
}

/// Call something with every attribute of an object's type and its parents, and its value,
/// where it is not the default.
template <typename Function>
void
ForChangedAttributes(const ObjectBase& object, Function use)
{
    TypeId type = object.GetInstanceTypeId();
    while (true)
    {
        for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            const Attribute attribute = type.GetAttribute(i);
            if (const auto value = DescribeAttribute(object, attribute))
            {
                use(attribute.name, *value);
            }
        }
        if (!type.HasParent() || type.GetParent() == type)
        {
            return;
        }
        type = type.GetParent();
    }
}

/// The first "key: value" or key=value of a file of such lines, without quotes; empty if none.
std::string
FindLine(const std::string& path, const std::string& key, char separator)
{
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line))
    {
        const auto end = line.find(separator);
        if (end != std::string::npos && line.compare(0, key.size(), key) == 0)
        {
            const auto first = line.find_first_not_of(" \t\"", end + 1);
            const auto last = line.find_last_not_of(" \t\"");
            return first == std::string::npos ? "" : line.substr(first, last + 1 - first);
        }
    }
    return "";
}

std::string
NameCompiler()
{
#if defined(__clang__)
    return "Clang " __clang_version__;
#elif defined(__GNUC__)
    return "GCC " __VERSION__;
#else
    return "unknown";
#endif
}

std::string
NameEigenVersion()
{
    return std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
           std::to_string(EIGEN_MINOR_VERSION);
}

} // namespace

void
AddAttributeFacts(std::vector<RunFact>& facts)
{
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(i);
        for (std::size_t j = 0; j < type.GetAttributeN(); ++j)
        {
            const Attribute attribute = type.GetAttribute(j);
            // One object until somebody sets another: nothing is put into words in vain.
            if (attribute.initialValue == attribute.originalInitialValue)
            {
                continue;
            }
            const auto value = DescribeValue(*attribute.initialValue, attribute.checker);
            if (value && !IsInitial(attribute, *value))
            {
                facts.push_back({FactKind::ATTRIBUTE, type.GetAttributeFullName(j), *value});
            }
        }
    }
}

void
AddGlobalFacts(std::vector<RunFact>& facts)
{
    for (auto global = GlobalValue::Begin(); global != GlobalValue::End(); ++global)
    {
        StringValue value;
        (*global)->GetValue(value);
        facts.push_back({FactKind::GLOBAL, (*global)->GetName(), value.Get()});
    }
}

void
AddPartFacts(const std::string& part, const ObjectBase& object, std::vector<RunFact>& facts)
{
    facts.push_back({FactKind::PART, part, object.GetInstanceTypeId().GetName()});
    ForChangedAttributes(object, [&](const std::string& name, const std::string& value) {
        facts.push_back({FactKind::PART, part + "/" + name, value});
    });
}

std::string
DescribeObject(const ObjectBase& object)
{
    std::string list;
    ForChangedAttributes(object, [&list](const std::string& name, const std::string& value) {
        list += (list.empty() ? "" : "|") + name + "=" + value;
    });
    const std::string type = object.GetInstanceTypeId().GetName();
    return list.empty() ? type : type + "[" + list + "]";
}

void
AddHostFacts(std::vector<RunFact>& facts)
{
    const auto add = [&facts](const std::string& name, const std::string& value) {
        if (!value.empty())
        {
            facts.push_back({FactKind::HOST, name, value});
        }
    };
    add("processor", FindLine("/proc/cpuinfo", "model name", ':'));
    add("cores", std::to_string(std::thread::hardware_concurrency()));
    const int64_t pages = sysconf(_SC_PHYS_PAGES);
    add("memory_bytes", pages > 0 ? std::to_string(pages * sysconf(_SC_PAGESIZE)) : "");
    utsname system{};
    // Not nodename: a trace may be published.
    if (uname(&system) == 0)
    {
        add("system", std::string(system.sysname) + " " + system.release);
        add("machine", system.machine);
    }
    add("distribution", FindLine("/etc/os-release", "PRETTY_NAME", '='));
    add("compiler", NameCompiler());
    add("sqlite_version", sqlite3_libversion());
    add("eigen_version", NameEigenVersion());
}

const char*
GetBuildType()
{
    return STARDUST_BUILD_TYPE;
}

std::string
NameNs3Version()
{
    const std::string version = STARDUST_NS3_VERSION;
    return version.empty() ? "unknown" : version;
}

} // namespace stardust
} // namespace ns3
