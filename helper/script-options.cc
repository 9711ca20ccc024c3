/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "script-options.h"

#include "factory-parser.h"
#include "near-name.h"

#include "ns3/command-line.h"
#include "ns3/global-value.h"
#include "ns3/input-error.h"
#include "ns3/number-parser.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/trace-database.h"

#include <cstdlib>
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <new>

namespace ns3
{
namespace stardust
{

namespace
{

/// CommandLine handles these itself, and exits.
const std::vector<std::string> PRINT_OPTIONS{"help",
                                             "version",
                                             "PrintHelp",
                                             "PrintVersion",
                                             "PrintGlobals",
                                             "PrintGroups",
                                             "PrintGroup",
                                             "PrintTypeIds",
                                             "PrintAttributes"};

/// What CommandLine takes besides its General Arguments, and does not list.
const std::string NS3_OPTIONS =
    "\n\nBesides the arguments below: --ns3::Type::Attribute=VALUE sets the default of an attribute, of ns-3's\n"
    "types or the module's (--PrintGroup=Stardust and --PrintAttributes=TYPE list them); --RngRun=N and\n"
    "--RngSeed=N choose the random numbers.";

bool
ParseSwitch(const std::string& text, const std::string& context)
{
    if (text == "true" || text == "1" || text.empty())
    {
        return true;
    }
    if (text == "false" || text == "0")
    {
        return false;
    }
    throw InputError(context + ": expected true or false");
}

/// What ns-3's own checkers of global values let pass, to abort on it later.
void
CheckGlobal(const std::string& name, const std::string& value, const std::string& context)
{
    if (name == "RngSeed")
    {
        ParseWhole(value, 1, 4294967086u, context);
    }
    TypeId type;
    if ((name == "SimulatorImplementationType" || name == "SchedulerType") &&
        !TypeId::LookupByNameFailSafe(value, &type))
    {
        throw InputError(context + ": ns-3 knows no type of that name");
    }
}

/// One line, whatever the user has written.
std::string
EscapeControls(const std::string& text)
{
    std::string line;
    for (const char c : text)
    {
        line += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
    return line;
}

std::string
QuoteForShell(const std::string& word)
{
    const std::string plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "_-+=./:,@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos)
    {
        return word;
    }
    std::string quoted = "'";
    for (const char c : word)
    {
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return quoted + "'";
}

std::string
QuoteForJson(const std::string& text)
{
    std::string quoted = "\"";
    for (const unsigned char c : text)
    {
        if (c == '"' || c == '\\')
        {
            quoted += '\\';
            quoted += static_cast<char>(c);
        }
        else if (c < 0x20)
        {
            char escape[8];
            std::snprintf(escape, sizeof(escape), "\\u%04x", static_cast<unsigned>(c));
            quoted += escape;
        }
        else
        {
            quoted += static_cast<char>(c);
        }
    }
    return quoted + "\"";
}

} // namespace

ScriptOptions::ScriptOptions(const std::string& usage)
    : m_usage(usage)
{
}

void
ScriptOptions::Add(const std::string& name, const std::string& help, std::string& value)
{
    m_options.push_back({name,
                         help,
                         value,
                         [&value](const std::string& text) { value = text; },
                         [&value] { return value; },
                         false,
                         false});
}

void
ScriptOptions::Add(const std::string& name,
                   const std::string& help,
                   uint32_t& value,
                   uint32_t minimum,
                   uint32_t maximum)
{
    const auto assign = [&value, name, minimum, maximum](const std::string& text) {
        value = static_cast<uint32_t>(ParseWhole(text, minimum, maximum, "--" + name + "=" + text));
    };
    m_options.push_back({name,
                         help,
                         std::to_string(value),
                         assign,
                         [&value] { return std::to_string(value); },
                         false,
                         false});
}

void
ScriptOptions::Add(const std::string& name,
                   const std::string& help,
                   double& value,
                   double minimum,
                   double maximum)
{
    const auto assign = [&value, name, minimum, maximum](const std::string& text) {
        value = ParseReal(text, minimum, maximum, "--" + name + "=" + text);
    };
    m_options.push_back({name,
                         help,
                         FormatNumber(value),
                         assign,
                         [&value] { return FormatNumber(value); },
                         false,
                         false});
}

void
ScriptOptions::Add(const std::string& name, const std::string& help, bool& value)
{
    const auto assign = [&value, name](const std::string& text) {
        value = ParseSwitch(text, "--" + name + "=" + text);
    };
    const auto print = [&value] { return std::string(value ? "true" : "false"); };
    m_options.push_back({name, help, print(), assign, print, true, false});
}

std::string
ScriptOptions::ListNames() const
{
    std::string list;
    for (const auto& option : m_options)
    {
        list += "--" + option.name + " ";
    }
    return list + "--RngSeed --RngRun --help, ns-3's own --ns3::Type::Attribute";
}

std::string
ScriptOptions::Suggest(const std::string& name) const
{
    std::vector<std::string> names{"RngSeed", "RngRun"};
    names.insert(names.end(), PRINT_OPTIONS.begin(), PRINT_OPTIONS.end());
    for (const auto& option : m_options)
    {
        names.push_back(option.name);
    }
    const std::string near = FindNearName(name, names);
    return near.empty() ? "" : "did you mean --" + near + "? ";
}

bool
ScriptOptions::CheckNs3Option(const std::string& name, const std::string& value) const
{
    const std::string context = "--" + name + "=" + value;
    for (auto at = GlobalValue::Begin(); at != GlobalValue::End(); ++at)
    {
        if ((*at)->GetName() == name)
        {
            CheckGlobal(name, value, context);
            TypeId::AttributeInformation info;
            info.checker = (*at)->GetChecker();
            info.help = (*at)->GetHelp();
            CheckAttributeValue(info, value, context);
            return true;
        }
    }
    const auto colons = name.rfind("::");
    if (colons == std::string::npos)
    {
        return false;
    }
    TypeId type;
    TypeId::AttributeInformation info;
    if (!TypeId::LookupByNameFailSafe(name.substr(0, colons), &type) ||
        !type.LookupAttributeByName(name.substr(colons + 2), &info))
    {
        throw InputError(context + ": ns-3 knows no attribute of that name");
    }
    CheckAttributeValue(info, value, context);
    return true;
}

bool
ScriptOptions::TakeArgument(const std::string& argument)
{
    const auto start = argument.find_first_not_of('-');
    if (argument.empty() || argument[0] != '-' || start == std::string::npos)
    {
        throw InputError(argument + ": stray word, expected --option=value");
    }
    const auto equals = argument.find('=', start);
    const bool hasValue = equals != std::string::npos;
    const std::string name =
        argument.substr(start, hasValue ? equals - start : std::string::npos);
    const std::string value = hasValue ? argument.substr(equals + 1) : "";
    if (std::find(PRINT_OPTIONS.begin(), PRINT_OPTIONS.end(), name) != PRINT_OPTIONS.end())
    {
        return false;
    }
    const auto option = std::find_if(m_options.begin(), m_options.end(), [&name](const auto& o) {
        return o.name == name;
    });
    if (option != m_options.end())
    {
        if (!hasValue && !option->isSwitch)
        {
            throw InputError("--" + name + ": needs a value, expected --" + name + "=VALUE");
        }
        option->assign(value);
        option->given = true;
        return true;
    }
    if (!CheckNs3Option(name, value))
    {
        throw InputError("--" + name + ": unknown option; " + Suggest(name) + "expected one of " +
                         ListNames());
    }
    return false;
}

namespace
{

/// What of the environment changes a run, as assignments before a command.
std::string
DescribeEnvironment()
{
    std::string assignments;
    for (const std::string name : {"NS_ATTRIBUTE_DEFAULT", "NS_GLOBAL_VALUE"})
    {
        if (const char* value = std::getenv(name.c_str()))
        {
            assignments += name + "=" + QuoteForShell(value) + " ";
        }
    }
    return assignments;
}

} // namespace

void
ScriptOptions::Parse(int argc, char* argv[])
{
    const std::string program = argc > 0 ? QuoteForShell(argv[0]) : "";
    m_commandLine = DescribeEnvironment() + program;
    CommandLine commandLine;
    commandLine.Usage(m_usage + NS3_OPTIONS);
    // CommandLine prints the help and takes ns-3's own options. Ours it only
    // knows by name: it takes no empty text, among others.
    for (auto& option : m_options)
    {
        commandLine.AddValue(option.name, option.help, option.initial);
    }
    std::vector<std::string> forNs3{program};
    for (int i = 1; i < argc; ++i)
    {
        if (!TakeArgument(argv[i]))
        {
            forNs3.push_back(argv[i]);
        }
        m_commandLine += " " + QuoteForShell(argv[i]);
    }
    commandLine.Parse(forNs3);
}

bool
ScriptOptions::IsGiven(const std::string& name) const
{
    return std::any_of(m_options.begin(), m_options.end(), [&name](const auto& option) {
        return option.name == name && option.given;
    });
}

const std::string&
ScriptOptions::GetCommandLine() const
{
    return m_commandLine;
}

std::string
ScriptOptions::ToJson() const
{
    std::string json;
    for (const auto& option : m_options)
    {
        json += (json.empty() ? "{" : ",") + QuoteForJson(option.name) + ":" +
                QuoteForJson(option.print());
    }
    return json.empty() ? "{}" : json + "}";
}

namespace
{

/// Say what went wrong, and let a run that was under way end as failed.
int
Fail(const std::string& message, int status)
{
    std::cerr << EscapeControls(message) << std::endl;
    Simulator::Destroy();
    return status;
}

} // namespace

int
RunProgram(int argc, char* argv[], int (*run)(int argc, char* argv[]))
{
    try
    {
        return run(argc, argv);
    }
    catch (const InputError& error)
    {
        return Fail(error.what(), 2);
    }
    catch (const std::bad_alloc&)
    {
        return Fail("out of memory: fewer learners, samples or parameters would fit", 1);
    }
    catch (const OutputError& error)
    {
        return Fail(error.what(), 1);
    }
}

} // namespace stardust
} // namespace ns3
