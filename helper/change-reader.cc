/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "change-reader.h"

#include "ns3/csv-record-reader.h"
#include "ns3/number-parser.h"
#include "ns3/wait-source.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

/// Latest time of a change, s: within what ns-3 can represent.
constexpr double LATEST = 1e9;

/// The lines of a file of changes: cells that have names, among them `time` and `state`.
class ChangeLines
{
  public:
    ChangeLines(const std::string& path, std::vector<std::string> names, uint32_t n)
        : m_reader(path),
          m_names(std::move(names)),
          m_n(n)
    {
    }

    /// On to the next line that is no header.
    bool Next()
    {
        const bool first = m_reader.GetLineNumber() == 0;
        if (!m_reader.Next())
        {
            return false;
        }
        const auto& cells = m_reader.GetCells();
        if (first && std::equal(cells.begin(), cells.end(), m_names.begin(), m_names.end()))
        {
            return Next();
        }
        if (cells.size() != m_names.size())
        {
            std::string form;
            for (const auto& name : m_names)
            {
                form += (form.empty() ? "" : ",") + name;
            }
            m_reader.Fail(std::to_string(cells.size()) + " cells; expected " + form);
        }
        return true;
    }

    /// The time in a cell, not before that of the line before.
    Time ReadTime(std::size_t cell)
    {
        const double seconds = ParseReal(GetText(cell), 0, LATEST, GetContext(cell));
        if (seconds < m_latest)
        {
            m_reader.Fail("time " + GetText(cell) + " is before " + FormatNumber(m_latest) +
                          " of the line before; expected ascending times");
        }
        m_latest = seconds;
        return MakeWait(seconds);
    }

    /// The learner, or the station, in a cell.
    uint32_t ReadDevice(std::size_t cell) const
    {
        if (m_n == 0)
        {
            m_reader.Fail("there is no " + m_names[cell] + " in this network");
        }
        return ParseWhole(GetText(cell), 0, m_n - 1, GetContext(cell));
    }

    /// Whether the state in a cell is up.
    bool ReadState(std::size_t cell) const
    {
        const std::string state = GetText(cell);
        if (state != "up" && state != "down")
        {
            m_reader.Fail("state " + QuoteForMessage(state) + ": expected up or down");
        }
        return state == "up";
    }

    const CsvRecordReader& GetReader() const
    {
        return m_reader;
    }

  private:
    std::string GetText(std::size_t cell) const
    {
        return std::string(m_reader.GetCells()[cell]);
    }

    std::string GetContext(std::size_t cell) const
    {
        return m_reader.GetPath() + ":" + std::to_string(m_reader.GetLineNumber()) + ": " +
               m_names[cell] + " " + QuoteForMessage(GetText(cell));
    }

    CsvRecordReader m_reader;         //!< of the file
    std::vector<std::string> m_names; //!< of the cells
    uint32_t m_n;                     //!< number of learners
    double m_latest{0};               //!< time of the line before, s
};

} // namespace

std::vector<DeviceChange>
ReadDeviceChanges(const std::string& path, uint32_t n)
{
    ChangeLines lines(path, {"device", "time", "state"}, n);
    std::vector<DeviceChange> changes;
    while (lines.Next())
    {
        const uint32_t device = lines.ReadDevice(0);
        const Time when = lines.ReadTime(1);
        changes.push_back({when, device, lines.ReadState(2)});
    }
    return changes;
}

std::vector<LinkChange>
ReadLinkChanges(const std::string& path, uint32_t n)
{
    ChangeLines lines(path, {"time", "sender", "receiver", "state"}, n);
    std::vector<LinkChange> changes;
    while (lines.Next())
    {
        const Time when = lines.ReadTime(0);
        const uint32_t sender = lines.ReadDevice(1);
        const uint32_t receiver = lines.ReadDevice(2);
        if (sender == receiver)
        {
            lines.GetReader().Fail("a link of device " + std::to_string(sender) +
                                   " with itself; expected two devices");
        }
        changes.push_back({when, sender, receiver, lines.ReadState(3)});
    }
    return changes;
}

std::vector<StationChange>
ReadStationChanges(const std::string& path, uint32_t stations)
{
    ChangeLines lines(path, {"station", "time", "state"}, stations);
    std::vector<StationChange> changes;
    while (lines.Next())
    {
        const uint32_t station = lines.ReadDevice(0);
        const Time when = lines.ReadTime(1);
        changes.push_back({when, station, lines.ReadState(2)});
    }
    return changes;
}

} // namespace stardust
} // namespace ns3
