/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_PATH_H
#define MODEL_PATH_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The path of a file of models, in which `%t` stands for the time in seconds,
 * `%r` for RngRun and `%%` for one percent sign; none of them in the folder's name.
 */
class ModelPath
{
  public:
    /**
     * @param pattern the path with what stands for something.
     * @throws InputError if a percent sign is followed by something else, or the
     *         pattern names no file.
     */
    explicit ModelPath(const std::string& pattern);

    /** @return whether files of several times are several files. */
    bool HasTime() const;

    /** @return whether files of several runs are several files. */
    bool HasRun() const;

    /**
     * @param time to put for `%t`: whole seconds and as many decimals as it needs.
     * @param run to put for `%r`.
     * @return the path.
     */
    std::string Expand(Time time, uint64_t run) const;

  private:
    std::string m_pattern;    //!< as given
    bool m_hasTime{false}; //!< there is a `%t`
    bool m_hasRun{false};  //!< there is a `%r`
};

} // namespace stardust
} // namespace ns3

#endif // MODEL_PATH_H
