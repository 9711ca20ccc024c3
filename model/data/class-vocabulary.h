/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLASS_VOCABULARY_H
#define CLASS_VOCABULARY_H

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Turns the labels of a file into classes 0, 1, ....
 *
 * If all labels are numbers, equal numbers are one class however they are
 * written (`1`, `+1`, `1.0`), and classes are in numeric order; else labels are
 * text, and classes in the order of their bytes. This is known only at the end,
 * hence two steps: Add() each label, then look up what its class is.
 *
 * Or the classes are those of the training data, and a label is one of them.
 */
class ClassVocabulary
{
  public:
    /// More different labels than this are taken for something else.
    static constexpr uint32_t MAX_CLASSES = 65536;

    /**
     * @param names of the classes, by number; none to learn them from the labels.
     */
    explicit ClassVocabulary(const std::vector<std::string>& names);

    /**
     * Take the label of the next sample.
     * @param label its text, not blank.
     * @return what is wrong with it, for a message; empty if it was taken.
     */
    std::string Add(std::string_view label);

    /**
     * Number the classes, when all labels have been taken.
     * @return the class of each sample.
     */
    std::vector<uint32_t> Number();

    /** @return names of the classes by number, after Number(). */
    const std::vector<std::string>& GetNames() const;

  private:
    /**
     * @param label a label not seen before.
     * @return the given class that it names, or the number of classes.
     */
    uint32_t FindGiven(std::string_view label) const;

    bool m_given;                                        //!< classes are not learned
    bool m_numeric;                                      //!< all labels so far are numbers
    std::vector<std::string> m_names;                    //!< of the classes
    std::map<double, uint32_t> m_numbers;                //!< given classes that are numbers
    std::map<std::string, uint32_t, std::less<>> m_seen; //!< entry of each text
    std::vector<uint32_t> m_samples;                     //!< entry of each sample's label
    const std::string* m_lastText{nullptr};              //!< label of the sample before
    uint32_t m_lastEntry{0};                             //!< its entry
};

} // namespace stardust
} // namespace ns3

#endif // CLASS_VOCABULARY_H
