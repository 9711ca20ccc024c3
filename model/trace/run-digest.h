/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_DIGEST_H
#define RUN_DIGEST_H

#include "trace-rows.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A 64-bit digest of what happened in a run: of the rows that a trace with all
 * details holds, table by table, in the order in which they happened.
 *
 * Two runs with the same digest have made, but for a chance of 2^-64, the same
 * trace. It says nothing of command line, paths, host, build or wall times,
 * and does not depend on the detail of the trace.
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

  private:
    std::array<uint64_t, TABLES> m_state; //!< of each table
};

} // namespace stardust
} // namespace ns3

#endif // RUN_DIGEST_H
