/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INPUT_FILE_H
#define INPUT_FILE_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

struct gzFile_s;

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A file of the user's, plain or gzip, read front to back.
 *
 * Whether it is gzip is seen from its first bytes, not from its name. Every
 * failure is an InputError that names the file. Length and checksum, which gzip
 * keeps behind the content, are checked when the content has been read to its
 * end: a file must not be trusted before.
 */
class InputFile
{
  public:
    /**
     * @param path of the file.
     * @throws InputError if it cannot be opened.
     */
    explicit InputFile(const std::string& path);

    /** @return the path, for messages. */
    const std::string& GetPath() const;

    /**
     * @param why what is wrong with the file.
     * @throws InputError always, with the path and the reason.
     */
    [[noreturn]] void Fail(const std::string& why) const;

    /**
     * Read what comes next.
     * @param out gets the bytes.
     * @param size as many at most.
     * @return how many there were; less than size only at the end of the content.
     * @throws InputError if the file cannot be read, is damaged or cut short.
     */
    std::size_t ReadSome(void* out, std::size_t size);

    /**
     * Read a part that must be there.
     * @param out gets the bytes.
     * @param size as many exactly.
     * @param what the part, for the message (`the header`).
     * @throws InputError if the file ends before, and as ReadSome() does.
     */
    void Read(void* out, std::size_t size, const std::string& what);

    /**
     * Make sure that nothing follows.
     * @throws InputError if there are more bytes, and as ReadSome() does.
     */
    void ExpectEnd();

  private:
    /**
     * Read without judging the end.
     * @param out gets the bytes.
     * @param size as many at most.
     * @return how many there were.
     */
    std::size_t Fill(void* out, std::size_t size);

    /** @return whether the gzip data end before their trailer. */
    bool IsCutShort() const;

    std::string m_path;                                   //!< for messages
    std::unique_ptr<gzFile_s, int (*)(gzFile_s*)> m_file; //!< the open file
};

} // namespace stardust
} // namespace ns3

#endif // INPUT_FILE_H
