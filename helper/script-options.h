/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SCRIPT_OPTIONS_H
#define SCRIPT_OPTIONS_H

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A script's command line: ns-3's CommandLine with every mistake refused.
 *
 * Names, `--help` and ns-3's own options (`--PrintAttributes=`, `--RngRun=`,
 * `--ns3::Type::Attribute=`) are CommandLine's. Before it sees the arguments
 * they are checked: an unknown name is refused with the list of names, a
 * number may have no rest and must be in range, and there are no stray words.
 */
class ScriptOptions
{
  public:
    /** @param usage what the program does, for `--help`. */
    explicit ScriptOptions(const std::string& usage);

    /**
     * Add a text.
     * @param name of the option, without dashes.
     * @param help what it means.
     * @param value its default, replaced by what the user gives.
     */
    void Add(const std::string& name, const std::string& help, std::string& value);

    /**
     * Add a whole number.
     * @param name of the option, without dashes.
     * @param help what it means.
     * @param value its default, replaced by what the user gives.
     * @param minimum smallest number allowed.
     * @param maximum largest number allowed.
     */
    void Add(const std::string& name,
             const std::string& help,
             uint32_t& value,
             uint32_t minimum = 0,
             uint32_t maximum = std::numeric_limits<uint32_t>::max());

    /**
     * Add a number.
     * @param name of the option, without dashes.
     * @param help what it means.
     * @param value its default, replaced by what the user gives.
     * @param minimum smallest number allowed.
     * @param maximum largest number allowed.
     */
    void Add(const std::string& name,
             const std::string& help,
             double& value,
             double minimum = std::numeric_limits<double>::lowest(),
             double maximum = std::numeric_limits<double>::max());

    /**
     * Add a switch: `--name`, `--name=true` or `--name=false`.
     * @param name of the option, without dashes.
     * @param help what it means.
     * @param value its default, replaced by what the user gives.
     */
    void Add(const std::string& name, const std::string& help, bool& value);

    /**
     * Read the command line. Exits the program with 0 after `--help` and the like.
     * @param argc number of arguments.
     * @param argv the arguments.
     * @throws InputError with one line that names the option and the value.
     */
    void Parse(int argc, char* argv[]);

    /**
     * @param name of an option.
     * @return whether the user gave it.
     */
    bool IsGiven(const std::string& name) const;

    /** @return the command line, quoted so that a shell takes it. */
    const std::string& GetCommandLine() const;

    /** @return all options and their values as a JSON object of strings. */
    std::string ToJson() const;

  private:
    /// An option.
    struct Option
    {
        std::string name;                               //!< without dashes
        std::string help;                               //!< what it means
        std::string initial;                            //!< its default
        std::function<void(const std::string&)> assign; //!< checks and takes a value
        std::function<std::string()> print;             //!< the value it has
        bool isSwitch;                                  //!< may be given without a value
        bool given;                                     //!< the user gave it
    };

    /**
     * Check one argument, and take it if it is one of the script's options.
     * @param argument what the user wrote.
     * @return false if it is for ns-3's CommandLine.
     */
    bool TakeArgument(const std::string& argument);

    /**
     * Check an option of ns-3's: a global value or an attribute default.
     * @param name of the option, without dashes.
     * @param value what the user gave.
     * @return whether there is one of that name.
     */
    bool CheckNs3Option(const std::string& name, const std::string& value) const;

    /** @return names of all options, for a message. */
    std::string ListNames() const;

    /**
     * @param name of no option.
     * @return a question for a message whether a near one was meant, empty if there is none.
     */
    std::string Suggest(const std::string& name) const;

    std::string m_usage;           //!< what the program does
    std::vector<Option> m_options; //!< in the order in which they were added
    std::string m_commandLine;     //!< as given
};

/**
 * @ingroup stardust
 * Run a program and turn the user's mistakes into one line on std::cerr.
 * @param argc number of arguments.
 * @param argv the arguments.
 * @param run the program.
 * @return what the program returns; 2 after an InputError, 1 after an OutputError.
 */
int RunProgram(int argc, char* argv[], int (*run)(int argc, char* argv[]));

} // namespace stardust
} // namespace ns3

#endif // SCRIPT_OPTIONS_H
