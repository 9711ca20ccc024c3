/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INPUT_ERROR_H
#define INPUT_ERROR_H

#include <stdexcept>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A mistake in what the user gave: a file, an option or a value.
 *
 * what() is one line that names the file, line, option and value and says what
 * was expected. Programs print it and exit with status 2. A programmer's
 * mistake is never reported this way, it aborts.
 */
class InputError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

} // namespace stardust
} // namespace ns3

#endif // INPUT_ERROR_H
