/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OUTPUT_ERROR_H
#define OUTPUT_ERROR_H

#include <stdexcept>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * What a run has made could not be written although nothing was wrong with what
 * the user gave: the disk is full, for instance.
 *
 * what() is one line that names the file. Programs print it and exit with status 1.
 */
class OutputError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

} // namespace stardust
} // namespace ns3

#endif // OUTPUT_ERROR_H
