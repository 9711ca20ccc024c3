/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UNIT_PARSER_H
#define UNIT_PARSER_H

#include "ns3/data-rate.h"
#include "ns3/nstime.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Read a duration; ns-3's Time ends the program where it does not understand.
 * @param text a number with unit s, ms, us or ns; without a unit seconds.
 * @param context what stands before the message, such as `--linkDelay=x`.
 * @return the duration, 0 or more, at most 1e6 s.
 * @throws InputError if it is none.
 */
Time ParseDuration(const std::string& text, const std::string& context);

/**
 * @ingroup stardust
 * Read a data rate.
 * @param text as ns-3's DataRate, such as `10Mbps`; a plain number is in bit/s.
 * @param context what stands before the message, such as `--linkRate=x`.
 * @return the rate, from 1 to 1e15 bit/s.
 * @throws InputError if it is none.
 */
DataRate ParseDataRate(const std::string& text, const std::string& context);

} // namespace stardust
} // namespace ns3

#endif // UNIT_PARSER_H
