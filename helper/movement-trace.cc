/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "movement-trace.h"

#include "ns3/input-error.h"
#include "ns3/line-reader.h"
#include "ns3/number-parser.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>

namespace ns3
{
namespace stardust
{

namespace
{

/// Latest time of a movement, s: within what ns-3 can represent.
constexpr double LATEST = 1e9;
constexpr const char* BLANKS = " \t";

/// What a file has said of a device.
struct DeviceTrace
{
    bool named{false};      //!< anything
    bool placed[3]{};       //!< X_, Y_, Z_
    double latest{0};       //!< time of its last movement, s
};

std::vector<std::string_view>
SplitAtBlanks(std::string_view text)
{
    std::vector<std::string_view> words;
    for (auto begin = text.find_first_not_of(BLANKS); begin != std::string_view::npos;)
    {
        const auto end = text.find_first_of(BLANKS, begin);
        words.push_back(text.substr(begin, end - begin));
        begin = text.find_first_not_of(BLANKS, end);
    }
    return words;
}

/// Reads a file line by line.
class MovementLines
{
  public:
    MovementLines(const std::string& path, uint32_t n)
        : m_path(path),
          m_devices(n)
    {
    }

    void Read()
    {
        std::ifstream file(m_path);
        std::string line;
        // A folder opens, too.
        if (!file || (file.peek() == EOF && !file.eof()))
        {
            throw InputError(m_path + ": cannot be opened: " + std::strerror(errno));
        }
        while (std::getline(file, line))
        {
            ++m_line;
            if (!line.empty() && line.back() == '\r')
            {
                Fail("ends in a carriage return, which ns-3 does not take; expected Unix lines");
            }
            TakeLine(std::string_view(line).substr(0, line.find('#')));
        }
    }

    std::vector<bool> Finish() const
    {
        std::vector<bool> named;
        bool any = false;
        for (std::size_t i = 0; i < m_devices.size(); ++i)
        {
            const DeviceTrace& device = m_devices[i];
            if (device.named && !(device.placed[0] && device.placed[1]))
            {
                throw InputError(m_path + ": device " + std::to_string(i) +
                                 " has no place to begin; expected $node_(" + std::to_string(i) +
                                 ") set X_ and Y_");
            }
            named.push_back(device.named);
            any = any || device.named;
        }
        if (!any)
        {
            throw InputError(m_path + ": names no device; expected lines $node_(0) set X_ 12.5");
        }
        return named;
    }

  private:
    [[noreturn]] void Fail(const std::string& what) const
    {
        throw InputError(m_path + ":" + std::to_string(m_line) + ": " + what);
    }

    void TakeLine(std::string_view line)
    {
        const auto end = line.find_last_not_of(" \t;");
        std::vector<std::string_view> words =
            SplitAtBlanks(line.substr(0, end == std::string_view::npos ? 0 : end + 1));
        if (words.empty() || line.find("$god_") != std::string_view::npos)
        {
            return;
        }
        if (words.size() == 4 && words[1] == "set")
        {
            TakePlace(words);
            return;
        }
        if (words.size() > 4 && words[0] == "$ns_" && words[1] == "at" && words[3][0] == '"')
        {
            TakeMovement(words);
            return;
        }
        Fail(QuoteForMessage(std::string(line)) +
             ": expected $node_(0) set X_ 12.5 or $ns_ at 4.5 \"$node_(0) setdest 20 30 1.5\"");
    }

    void TakePlace(const std::vector<std::string_view>& words)
    {
        DeviceTrace& device = FindDevice(words[0]);
        const std::string_view axes = "XYZ";
        const auto axis = words[2].size() == 2 && words[2][1] == '_' ? axes.find(words[2][0])
                                                                     : std::string_view::npos;
        if (axis == std::string_view::npos)
        {
            Fail(QuoteForMessage(std::string(words[2])) + ": expected X_, Y_ or Z_");
        }
        if (device.placed[axis])
        {
            Fail(std::string(words[0]) + " has " + std::string(words[2]) +
                 " already; expected it once");
        }
        ReadNumber(words[3], "coordinate");
        device.placed[axis] = true;
        device.named = true;
    }

    void TakeMovement(std::vector<std::string_view> words)
    {
        // The closing quote may stand alone.
        if (words.back() == "\"")
        {
            words.pop_back();
        }
        else if (words.back().back() == '"')
        {
            words.back().remove_suffix(1);
        }
        else
        {
            Fail("no quotation mark at the end");
        }
        // Now that the quotation mark is off, there may be nothing behind the device.
        if (words.size() > 4 && words[4] == "set")
        {
            Fail("a place at a later time, which ns-3 would take for the first; expected setdest");
        }
        if (words.size() != 8 || words[4] != "setdest")
        {
            Fail("expected $ns_ at TIME \"$node_(DEVICE) setdest X Y SPEED\"");
        }
        DeviceTrace& device = FindDevice(words[3].substr(1));
        const double time = ReadNumber(words[2], "time");
        if (time < 0 || time > LATEST)
        {
            Fail("time " + std::string(words[2]) + ": expected 0 to 1e9 s");
        }
        if (time < device.latest)
        {
            Fail("time " + std::string(words[2]) + " is before " + FormatNumber(device.latest) +
                 " of this device's line before; expected ascending times");
        }
        ReadNumber(words[5], "x");
        ReadNumber(words[6], "y");
        if (ReadNumber(words[7], "speed") < 0)
        {
            Fail("speed " + std::string(words[7]) + ": expected 0 or more, m/s");
        }
        device.latest = time;
        device.named = true;
    }

    /// The device of a word such as $node_(3).
    DeviceTrace& FindDevice(std::string_view word)
    {
        const std::string_view begin = "$node_(";
        if (word.substr(0, begin.size()) != begin || word.back() != ')')
        {
            Fail(QuoteForMessage(std::string(word)) + ": expected a device such as $node_(3)");
        }
        const std::string number(word.substr(begin.size(), word.size() - begin.size() - 1));
        return m_devices[ParseWhole(number,
                                    0,
                                    m_devices.size() - 1,
                                    m_path + ":" + std::to_string(m_line) + ": device " +
                                        QuoteForMessage(number))];
    }

    double ReadNumber(std::string_view word, const char* what) const
    {
        double value = 0;
        if (!ParseDouble(word, value))
        {
            Fail(std::string(what) + " " + QuoteForMessage(std::string(word)) +
                 ": expected a number");
        }
        return value;
    }

    std::string m_path;                 //!< of the file
    uint64_t m_line{0};                 //!< the line at hand
    std::vector<DeviceTrace> m_devices; //!< by id
};

} // namespace

std::vector<bool>
ReadMovementTrace(const std::string& path, uint32_t n)
{
    MovementLines lines(path, n);
    lines.Read();
    return lines.Finish();
}

} // namespace stardust
} // namespace ns3
