/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_FUZZ_TARGET_H
#define STARDUST_FUZZ_TARGET_H

#include "ns3/input-error.h"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

/**
 * @file
 * What the fuzzing targets have in common. Each of the other files here makes one target of
 * bytes that nobody can trust; fuzz-entry.cc hands it to libFuzzer, the suite
 * stardust-fuzz-seeds runs all of them on their seeds and on mutants of these.
 */

namespace ns3
{
namespace stardust
{
namespace fuzz
{

/// What must hold whatever the bytes are does not hold.
class Broken : public std::logic_error
{
  public:
    using std::logic_error::logic_error;
};

/**
 * @param holds whether it does.
 * @param what must hold.
 */
void Require(bool holds, const char* what);

/// Something that reads bytes from outside.
struct Target
{
    /// As files and programs call it.
    const char* name;
    /// Read these bytes: true if they were accepted, false if they were refused as they must be.
    bool (*run)(const uint8_t* data, std::size_t size);
    /// Inputs that must be accepted.
    std::vector<std::string> (*seeds)();
    /// Inputs that must be refused: near misses, and what was once found.
    std::vector<std::string> (*refused)();
};

/**
 * Run something that may refuse what it reads, by an InputError of one line.
 * @tparam Work the type of a function without arguments.
 * @param work what reads.
 * @return whether it did not refuse.
 */
template <class Work>
bool
Accepts(Work work)
{
    try
    {
        work();
        return true;
    }
    catch (const InputError& error)
    {
        const std::string message = error.what();
        Require(!message.empty(), "an error says what is wrong");
        Require(message.find('\n') == std::string::npos, "an error is one line");
        return false;
    }
}

/// Cuts an input into pieces, from its front.
class ByteSource
{
  public:
    /**
     * @param data the input.
     * @param size how many bytes.
     */
    ByteSource(const uint8_t* data, std::size_t size);

    /** @return the next byte, 0 if there is none. */
    uint8_t TakeByte();

    /** @return the next two bytes, the first the higher. */
    uint16_t TakeShort();

    /** @return the next four bytes, the first the highest. */
    uint32_t TakeWord();

    /**
     * @param most how many at most.
     * @return the next bytes.
     */
    std::string Take(std::size_t most);

    /** @return all that are left. */
    std::string TakeRest();

    /** @return how many are left. */
    std::size_t GetLeft() const;

  private:
    const uint8_t* m_next; //!< the next byte
    std::size_t m_left;    //!< how many there are
};

/// A file of this process, in the folder for temporary files; it goes with this object.
class ScratchFile
{
  public:
    /** @param name what the file is for; another one for each file of a target. */
    explicit ScratchFile(const std::string& name);

    ~ScratchFile();
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    /** @param content becomes all that the file holds. */
    void Write(const std::string& content);

    /** @return what the file holds. */
    std::string Read() const;

    /** @return the path of the file. */
    const std::string& GetPath() const;

  private:
    std::string m_path; //!< of the file
};

/**
 * @param text any bytes.
 * @return them as a gzip member.
 */
std::string Pack(const std::string& text);

/**
 * @param value a number.
 * @return its four bytes, the highest first.
 */
std::string MakeWord(uint32_t value);

/** @return every target. */
const std::vector<Target>& ListTargets();

} // namespace fuzz
} // namespace stardust
} // namespace ns3

#endif // STARDUST_FUZZ_TARGET_H
