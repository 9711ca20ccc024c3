/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NUMBER_PARSER_H
#define NUMBER_PARSER_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Read a whole number that fills the text: no sign, no space, no rest.
 *
 * ns-3's own parsing takes `5x` for 5 and `-5` for 4294967291.
 *
 * @param text what the user wrote.
 * @param minimum smallest number allowed.
 * @param maximum largest number allowed.
 * @param context what the message begins with, such as `--learners=5x`.
 * @return the number.
 * @throws InputError with one line that begins with the context.
 */
uint64_t ParseWhole(const std::string& text,
                    uint64_t minimum,
                    uint64_t maximum,
                    const std::string& context);

/**
 * @ingroup stardust
 * Read a finite number that fills the text.
 * @param text what the user wrote.
 * @param minimum smallest number allowed.
 * @param maximum largest number allowed.
 * @param context what the message begins with, such as `--stepSize=fast`.
 * @return the number.
 * @throws InputError with one line that begins with the context.
 */
double ParseReal(const std::string& text,
                 double minimum,
                 double maximum,
                 const std::string& context);

/**
 * @ingroup stardust
 * Read a number in a file of data that fills the text: decimal, with or without
 * a sign and an exponent, whatever the locale. It is rounded once to the nearest
 * float32; what is closer to zero than the smallest of them is zero.
 * @param text from the file.
 * @param value gets the number.
 * @return whether the text is a number; not if it is blank, not finite or beyond
 *         the range of float32. The value is undefined then.
 */
bool ParseFloat(std::string_view text, float& value);

/**
 * @ingroup stardust
 * Read a number as ParseFloat() does, in double precision.
 * @param text from the file.
 * @param value gets the number.
 * @return whether the text is a number, not if it is beyond the range of double.
 */
bool ParseDouble(std::string_view text, double& value);

/**
 * @ingroup stardust
 * @param text from a file of data.
 * @return whether the text stands for no finite number: nan, inf or infinity, in
 *         any case, with or without a sign.
 */
bool IsNotFinite(std::string_view text);

/**
 * @ingroup stardust
 * Cut a list at its commas.
 * @param text the list.
 * @return what is between the commas, empty parts too; nothing if the text is empty.
 */
std::vector<std::string> SplitAtCommas(const std::string& text);

/**
 * @ingroup stardust
 * Read whole numbers with commas between them, see ParseWhole().
 * @param text what the user wrote; empty: no numbers.
 * @param minimum smallest number allowed.
 * @param maximum largest number allowed.
 * @param context what the message begins with, such as `--saveLearners=1,x`.
 * @return the numbers, in the order of the text.
 * @throws InputError with one line that begins with the context.
 */
std::vector<uint64_t> ParseWholes(const std::string& text,
                                  uint64_t minimum,
                                  uint64_t maximum,
                                  const std::string& context);

/**
 * @ingroup stardust
 * Read finite numbers with commas between them, see ParseReal().
 * @param text what the user wrote; empty: no numbers.
 * @param minimum smallest number allowed.
 * @param maximum largest number allowed.
 * @param context what the message begins with, such as `--evaluateAt=1,x`.
 * @return the numbers, in the order of the text.
 * @throws InputError with one line that begins with the context.
 */
std::vector<double> ParseReals(const std::string& text,
                               double minimum,
                               double maximum,
                               const std::string& context);

/**
 * @ingroup stardust
 * Write a number in the shortest common form (`0.3`, not `0.300000`).
 * @param value the number.
 * @return its text.
 */
std::string FormatNumber(double value);

} // namespace stardust
} // namespace ns3

#endif // NUMBER_PARSER_H
