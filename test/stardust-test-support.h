/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_TEST_SUPPORT_H
#define STARDUST_TEST_SUPPORT_H

#include "ns3/data-partition.h"
#include "ns3/input-error.h"
#include "ns3/labeled-dataset.h"
#include "ns3/learner-helper.h"
#include "ns3/node-container.h"
#include "ns3/test.h"

#include <functional>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup stardust-tests
 * What several test suites need.
 */

/**
 * Define a test case: STARDUST_TEST_CASE(Name, "what must hold") { body }. The
 * class is unnamed to other files: in a tree all modules' tests share a program.
 * @param Name of the class.
 * @param description what must hold.
 */
#define STARDUST_TEST_CASE(Name, description)                                                      \
    namespace                                                                                      \
    {                                                                                              \
    class Name : public TestCase                                                                   \
    {                                                                                              \
      public:                                                                                      \
        Name()                                                                                     \
            : TestCase(description)                                                                \
        {                                                                                          \
        }                                                                                          \
                                                                                                   \
      private:                                                                                     \
        void DoRun() override;                                                                     \
    };                                                                                             \
    }                                                                                              \
    void Name::DoRun()

/**
 * Check that some work ends in an InputError whose one line contains each of the parts.
 * @param work the work.
 * @param ... the parts, as a braced list.
 */
#define STARDUST_EXPECT_INPUT_ERROR(work, ...)                                                     \
    do                                                                                             \
    {                                                                                              \
        const std::string thrownMessage = stardust::tests::CatchInputError([&] { work; });               \
        const std::vector<std::string> expectedParts __VA_ARGS__;                                  \
        const std::string missingPart = stardust::tests::FindMissingPart(thrownMessage, expectedParts); \
        NS_TEST_EXPECT_MSG_EQ(missingPart, "", "the message \"" << thrownMessage << "\" lacks it");          \
    } while (false)

namespace ns3
{
namespace stardust
{
namespace tests
{

/**
 * @param work what to do.
 * @return the line of the InputError it threw; empty if it threw none.
 */
std::string CatchInputError(const std::function<void()>& work);

/**
 * @param message a line.
 * @param parts what it must contain.
 * @return the first part missing, or "more than one line"; empty if all is there.
 */
std::string FindMissingPart(const std::string& message, const std::vector<std::string>& parts);

/**
 * @param path of the file, which is replaced.
 * @param content what it shall hold.
 */
void WriteFile(const std::string& path, const std::string& content);

/**
 * @param path of the file, which is replaced.
 * @param content what it shall hold, compressed by gzip.
 */
void WriteGzip(const std::string& path, const std::string& content);

/**
 * @param path of a file.
 * @return its bytes.
 */
std::string ReadBytes(const std::string& path);

/**
 * @param path of an SQLite file.
 * @param sql a query.
 * @return first column of its first row as text; "no row" if it has none.
 */
std::string Ask(const std::string& path, const std::string& sql);

/**
 * @param path of an SQLite file.
 * @param sql a query.
 * @return first column of its first row; NaN if it has none.
 */
double AskNumber(const std::string& path, const std::string& sql);

/**
 * @param relative path below the folder of real inputs beside the checkout.
 * @return the path as seen from here; empty, with a line that says so, if it is not there.
 */
std::string FindSharedData(const std::string& relative);

/**
 * Nodes with IPv4 on one ideal link: no loss, no delay, no rate limit.
 * @param n number of nodes.
 * @return the nodes, interface 1 has an address.
 */
NodeContainer MakeIdealNetwork(uint32_t n);

/**
 * @param learners number of devices.
 * @param perLearner samples of each.
 * @return a small two-class task.
 */
Ptr<const LabeledDataset> MakeSmallTask(uint32_t learners, uint32_t perLearner);

/**
 * @param helper gets the small task, dealt out in order.
 * @param learners number of devices.
 * @param perLearner samples of each.
 */
void SetSmallTask(LearnerHelper& helper, uint32_t learners, uint32_t perLearner);

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_TEST_SUPPORT_H
