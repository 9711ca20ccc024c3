/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_DIGEST_H
#define RUN_DIGEST_H

#include "trace-rows.h"

#include "ns3/nstime.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/// What a run's digest was at one moment, table by table.
struct PartialDigest
{
    Time until;                   //!< rows before this time are in it
    std::vector<uint64_t> tables; //!< in the order of RunDigest::Table
};

/**
 * @ingroup stardust
 * A 64-bit digest of what happened in a run: of the rows that a trace with all
 * details holds, table by table, in the order in which they happened.
 *
 * Two runs with the same digest have made, but for a chance of 2^-64, the same
 * trace. It says nothing of command line, paths, host, build or wall times,
 * and does not depend on the detail of the trace.
 *
 * Where two runs differ, partial digests say in which table, and how early.
 */
class RunDigest
{
  public:
    /// The tables covered.
    enum Table
    {
        EDGE,
        MEMBERSHIP,
        LOCAL_UPDATE,
        MODEL_MESSAGE,
        EVALUATION,
        STALENESS,
        TABLES //!< their number
    };

    RunDigest();

    /**
     * Enter a row.
     * @param table where it belongs.
     * @param words its columns.
     */
    void Add(Table table, std::initializer_list<uint64_t> words);

    /** @param row a row of the table evaluation. */
    void Add(const EvaluationRow& row);
    /** @param row a row of the table model_message. */
    void Add(const MessageRow& row);

    /**
     * @param value a number.
     * @return its bits as a word; one and the same for whatever is no number,
     *         whose sign and payload say nothing.
     */
    static uint64_t ToWord(double value);

    /** @return the digest as 16 hexadecimal digits. */
    std::string ToHex() const;

    /**
     * @param word anything.
     * @return it as 16 hexadecimal digits.
     */
    static std::string ToHex(uint64_t word);

    /**
     * @param table a table covered.
     * @return its name in the trace.
     */
    static const char* GetName(Table table);

    /**
     * Remember what the digests of the tables are every so often; before the first row.
     * @param interval simulated time between two of them; 0: never.
     */
    void SetInterval(Time interval);

    /**
     * @return what the digests were after each interval that rows have followed, and what
     *         they are now; none without an interval.
     */
    std::vector<PartialDigest> GetPartials() const;

  private:
    /// Remember the digests of the intervals that have ended by now.
    void EndIntervals();

    std::array<uint64_t, TABLES> m_state;  //!< of each table
    Time m_interval;                       //!< between partial digests; 0: there are none
    std::vector<PartialDigest> m_partials; //!< of the intervals that have ended
};

} // namespace stardust
} // namespace ns3

#endif // RUN_DIGEST_H
