/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/gossip-learner.h"
#include "ns3/message-ledger.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr uint32_t LENGTH = 700;

/// What one device makes of its own model and of one of each other.
struct Mixed
{
    Eigen::VectorXd model;    //!< of device 0
    uint64_t delivered{0};    //!< messages
    uint64_t rejected{0};     //!< messages
};

Mixed
MixAll(const std::string& mixer, const Eigen::MatrixXd& models, const std::string& path)
{
    Ptr<LearnerGroup> group = InstallQuiet(mixer, models, path);
    for (uint32_t sender = 1; sender < models.cols(); ++sender)
    {
        group->GetLearner(sender)->SendModel(0);
    }
    LetArrive();
    const MessageCounters& counters = group->GetLedger()->GetCounters();
    const Mixed mixed{TakeModels(*group).col(0), counters.delivered, counters.rejected};
    Simulator::Destroy();
    return mixed;
}

/// Mean of what is left of each coordinate when it is sorted.
Eigen::VectorXd
TrimByDefinition(const Eigen::MatrixXd& models, uint32_t trimmed)
{
    Eigen::VectorXd result(models.rows());
    for (uint32_t k = 0; k < models.rows(); ++k)
    {
        std::vector<double> values(models.cols());
        Eigen::Map<Eigen::RowVectorXd>(values.data(), values.size()) = models.row(k);
        std::sort(values.begin(), values.end());
        result(k) = std::accumulate(values.begin() + trimmed, values.end() - trimmed, 0.0) /
                    (values.size() - 2 * trimmed);
    }
    return result;
}

/// The columns with the smallest scores of Krum, the best first.
std::vector<uint32_t>
FindKrum(const Eigen::MatrixXd& models, uint32_t faulty)
{
    const uint32_t n = models.cols();
    std::vector<std::pair<double, uint32_t>> scores;
    for (uint32_t i = 0; i < n; ++i)
    {
        std::vector<double> others;
        for (uint32_t j = 0; j < n; ++j)
        {
            if (j != i)
            {
                others.push_back((models.col(i) - models.col(j)).squaredNorm());
            }
        }
        std::sort(others.begin(), others.end());
        scores.emplace_back(std::accumulate(others.begin(), others.begin() + (n - faulty - 2), 0.0), i);
    }
    std::sort(scores.begin(), scores.end());
    std::vector<uint32_t> order;
    for (const auto& score : scores)
    {
        order.push_back(score.second);
    }
    return order;
}

Eigen::VectorXd
AverageKrum(const Eigen::MatrixXd& models, uint32_t faulty, uint32_t select)
{
    const auto order = FindKrum(models, faulty);
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(models.rows());
    for (uint32_t k = 0; k < select; ++k)
    {
        sum += models.col(order[k]);
    }
    return sum / select;
}

/// Centered clipping by one step from column 0; radius 0: the lower median of the distances.
Eigen::VectorXd
ClipByDefinition(const Eigen::MatrixXd& models, double radius)
{
    const Eigen::VectorXd centre = models.col(0);
    std::vector<double> distances;
    for (uint32_t i = 1; i < models.cols(); ++i)
    {
        distances.push_back((models.col(i) - centre).norm());
    }
    std::sort(distances.begin(), distances.end());
    radius = radius > 0 ? radius : distances[(distances.size() - 1) / 2];
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(models.rows());
    for (uint32_t i = 0; i < models.cols(); ++i)
    {
        const Eigen::VectorXd way = models.col(i) - centre;
        sum += way.norm() > radius ? Eigen::VectorXd(way * radius / way.norm()) : way;
    }
    return centre + sum / models.cols();
}

/// A mixer and what it aggregates by its definition.
struct Rule
{
    std::string mixer;                                               //!< type
    std::string attributes;                                          //!< beside SelfWeight
    std::function<Eigen::VectorXd(const Eigen::MatrixXd&)> expected; //!< of all models
};

/// Rules for seven models or more.
const std::vector<Rule>&
GetRules()
{
    using Models = const Eigen::MatrixXd&;
    static const std::vector<Rule> rules{
        {"CoordinateMedianMixer", "", [](Models m) { return TrimByDefinition(m, (m.cols() - 1) / 2); }},
        {"TrimmedMeanMixer", "", [](Models m) { return TrimByDefinition(m, 1); }},
        {"TrimmedMeanMixer", "Faulty=0", [](Models m) { return Eigen::VectorXd(m.rowwise().mean()); }},
        {"TrimmedMeanMixer", "Faulty=3", [](Models m) { return TrimByDefinition(m, 3); }},
        {"KrumMixer", "", [](Models m) { return AverageKrum(m, 1, 1); }},
        {"KrumMixer", "Faulty=2", [](Models m) { return AverageKrum(m, 2, 1); }},
        {"KrumMixer", "Faulty=2|Select=3", [](Models m) { return AverageKrum(m, 2, 3); }},
        {"ClippedMixer", "", [](Models m) { return ClipByDefinition(m, 0); }},
        {"ClippedMixer", "Radius=20", [](Models m) { return ClipByDefinition(m, 20); }},
        {"ClippedMixer", "Radius=1e6", [](Models m) { return Eigen::VectorXd(m.rowwise().mean()); }}};
    return rules;
}

std::string
Spell(const Rule& rule, const std::string& selfWeight)
{
    return rule.mixer + "[SelfWeight=" + selfWeight + (rule.attributes.empty() ? "" : "|" + rule.attributes) + "]";
}

} // namespace

STARDUST_TEST_CASE(RobustDefinitionTestCase,
                   "each robust mixer gives what its definition says, computed another way")
{
    const std::string path = CreateTempDirFilename("models.npy");
    for (const uint32_t n : {7u, 8u, 13u, 16u})
    {
        // Two models far from the others, so that something is clipped and left out.
        Eigen::MatrixXd models = DrawNormal(LENGTH, n, n);
        models.col(2) *= 3;
        models.col(n - 1).array() += 5;
        // The mixers see single precision.
        models = models.cast<float>().cast<double>();
        for (const Rule& rule : GetRules())
        {
            for (const double own : {0.0, 0.5, 0.9})
            {
                const std::string mixer = Spell(rule, std::to_string(own));
                const Eigen::VectorXd expected = own * models.col(0) + (1 - own) * rule.expected(models);
                const Mixed mixed = MixAll(mixer, models, path);
                NS_TEST_EXPECT_MSG_LT((mixed.model - expected).cwiseAbs().maxCoeff(), 1e-5, mixer << " of " << n);
                NS_TEST_EXPECT_MSG_EQ(mixed.delivered + mixed.rejected, n - 1, "each has an outcome");
            }
        }
    }
}

STARDUST_TEST_CASE(RobustFewTestCase,
                   "with one model, or two, or fewer than its Faulty needs, a robust mixer does what is left")
{
    const std::string path = CreateTempDirFilename("models.npy");
    for (const uint32_t n : {2u, 3u, 4u})
    {
        const Eigen::MatrixXd models = DrawNormal(LENGTH, n, n).cast<float>().cast<double>();
        const Mixed trimmed = MixAll("TrimmedMeanMixer[SelfWeight=0|Faulty=5]", models, path);
        NS_TEST_EXPECT_MSG_LT((trimmed.model - TrimByDefinition(models, (n - 1) / 2)).cwiseAbs().maxCoeff(),
                              1e-5,
                              "the middle of " << n);
        // Scores of one other each: the closest two are equal, and the smaller id is taken.
        const Mixed krum = MixAll("KrumMixer[SelfWeight=0|Faulty=5]", models, path);
        const auto closest = FindKrum(models, n - 3);
        const uint32_t taken = n == 2 ? 0 : std::min(closest[0], closest[1]);
        NS_TEST_EXPECT_MSG_LT((krum.model - models.col(taken)).cwiseAbs().maxCoeff(), 1e-5, "Krum of " << n);
    }
}

STARDUST_TEST_CASE(RobustSameTestCase, "a model that is mixed with itself stays what it is, to the last bit")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const Eigen::MatrixXd models = DrawNormal(LENGTH, 1, 3).replicate(1, 9);
    for (const Rule& rule : GetRules())
    {
        const std::string mixer = Spell(rule, "0.3");
        const Mixed mixed = MixAll(mixer, models, path);
        NS_TEST_EXPECT_MSG_EQ((mixed.model == models.col(0).cast<float>().cast<double>()), true, mixer);
    }
}

STARDUST_TEST_CASE(RobustOrderTestCase, "which sender has which model makes no difference")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const uint32_t n = 9;
    const Eigen::MatrixXd models = DrawNormal(LENGTH, n, 4);
    Eigen::MatrixXd permuted = models;
    for (uint32_t i = 1; i < n; ++i)
    {
        permuted.col(i) = models.col(1 + (i * 3) % (n - 1));
    }
    for (const Rule& rule : GetRules())
    {
        const std::string mixer = Spell(rule, "0.3");
        const Eigen::VectorXd first = MixAll(mixer, models, path).model;
        NS_TEST_EXPECT_MSG_GT((first - models.col(0)).cwiseAbs().maxCoeff(),
                              (rule.mixer == "KrumMixer" ? -1 : 0.01),
                              mixer << " mixes");
        NS_TEST_EXPECT_MSG_LT((MixAll(mixer, permuted, path).model - first).cwiseAbs().maxCoeff(), 1e-5, mixer);
    }
}

STARDUST_TEST_CASE(RobustBoundTestCase,
                   "three senders of anything move nine models' aggregate within what the honest ones span, the mean "
                   "beyond")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const uint32_t n = 9;
    const uint32_t honest = 6;
    for (const double size : {10.0, 1e4, 1e18, 3e38})
    {
        Eigen::MatrixXd models = DrawNormal(LENGTH, n, 5);
        models.rightCols(n - honest) = models.rightCols(n - honest).cwiseSign() * size;
        const Eigen::VectorXd least = models.leftCols(honest).rowwise().minCoeff();
        const Eigen::VectorXd most = models.leftCols(honest).rowwise().maxCoeff();
        for (const std::string mixer : {"CoordinateMedianMixer[SelfWeight=0]",
                                        "TrimmedMeanMixer[SelfWeight=0|Faulty=3]",
                                        "KrumMixer[SelfWeight=0|Faulty=3]",
                                        "KrumMixer[SelfWeight=0|Faulty=3|Select=3]"})
        {
            const Eigen::VectorXd mixed = MixAll(mixer, models, path).model;
            NS_TEST_EXPECT_MSG_GT((mixed - least).minCoeff(), -1e-5, mixer << " with " << size);
            NS_TEST_EXPECT_MSG_GT((most - mixed).minCoeff(), -1e-5, mixer << " with " << size);
        }
        // No radius of the user's: that of honest models, of which there are five of eight.
        double farthest = 0;
        for (uint32_t i = 1; i < honest; ++i)
        {
            farthest = std::max(farthest, (models.col(i) - models.col(0)).norm());
        }
        const Eigen::VectorXd clipped = MixAll("ClippedMixer[SelfWeight=0]", models, path).model;
        NS_TEST_EXPECT_MSG_LT((clipped - models.col(0)).norm(),
                              farthest * (n - 1) / n,
                              "no sender moves it further than an honest one, with " << size);
        const Eigen::VectorXd mean = MixAll("BufferedMixer[SelfWeight=0]", models, path).model;
        NS_TEST_EXPECT_MSG_GT((mean - models.col(0)).norm(), (size > 10 ? 1000.0 : farthest), "the mean follows");
    }
}

STARDUST_TEST_CASE(KrumRefusesTestCase, "what Krum does not select is refused and teaches no version")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const uint32_t n = 9;
    Eigen::MatrixXd models = DrawNormal(LENGTH, n, 6);
    // The own model is one of the far ones.
    models.col(0).array() += 10;
    models.col(8).array() += 20;
    Ptr<LearnerGroup> group = InstallQuiet("KrumMixer[Faulty=2|Select=4]", models, path);
    Simulator::Stop(Seconds(1));
    Simulator::Run();
    for (uint32_t sender = 1; sender < n; ++sender)
    {
        group->GetLearner(sender)->SendModel(0);
    }
    LetArrive();
    const auto order = FindKrum(models, 2);
    const MessageCounters& counters = group->GetLedger()->GetCounters();
    NS_TEST_EXPECT_MSG_EQ(counters.delivered, 4, "selected");
    NS_TEST_EXPECT_MSG_EQ(counters.rejected, 4, "refused");
    for (uint32_t k = 0; k < n; ++k)
    {
        if (order[k] != 0)
        {
            NS_TEST_EXPECT_MSG_EQ(group->GetVersions()->Get(0, order[k]),
                                  (k < 4 ? 1 : 0),
                                  "version of " << order[k]);
        }
    }
    Simulator::Destroy();
}

STARDUST_TEST_CASE(LeastModelsTestCase,
                   "after an update fewer models than Faulty or LeastModels asks for wait for more")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const Eigen::MatrixXd models = DrawNormal(LENGTH, 9, 7).cast<float>().cast<double>();
    const std::vector<std::pair<std::string, uint32_t>> rows{
        {"BufferedMixer[Trigger=Update]", 1},
        {"BufferedMixer[Trigger=Update|LeastModels=3]", 3},
        {"CoordinateMedianMixer[Trigger=Update|LeastModels=4]", 4},
        {"ClippedMixer[Trigger=Update|LeastModels=2]", 2},
        {"TrimmedMeanMixer[Trigger=Update|Faulty=2]", 4},
        {"TrimmedMeanMixer[Trigger=Update|Faulty=1|LeastModels=5]", 5},
        {"TrimmedMeanMixer[Trigger=Update|Faulty=7]", 8},
        {"TrimmedMeanMixer[Trigger=Update|LeastModels=7|BufferSize=3]", 3},
        {"KrumMixer[Trigger=Update|Faulty=2]", 6}};
    for (const auto& [mixer, least] : rows)
    {
        Ptr<LearnerGroup> group = InstallQuiet(mixer, models, path);
        const auto& counters = group->GetLedger()->GetCounters();
        // An update a second; messages come half a second before each, one the first time.
        for (uint32_t sent = 1; sent <= least; ++sent)
        {
            NS_TEST_EXPECT_MSG_EQ(counters.delivered + counters.rejected, 0, mixer << " before " << sent);
            group->GetLearner(sent)->SendModel(0);
            Simulator::Stop(Seconds(1));
            Simulator::Run();
        }
        NS_TEST_EXPECT_MSG_EQ(counters.delivered + counters.rejected, least, mixer << " at " << least);
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(RobustMistakesTestCase, "a buffer that is too small for the faulty models is refused in one line")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const Eigen::MatrixXd models = DrawNormal(3, 4, 1);
    const auto install = [&](const std::string& mixer) { InstallQuiet(mixer, models, path); };
    STARDUST_EXPECT_INPUT_ERROR(install("KrumMixer[BufferSize=3]"), ({"--mixer", "Faulty=1", "BufferSize=4"}));
    Simulator::Destroy();
    STARDUST_EXPECT_INPUT_ERROR(install("TrimmedMeanMixer[BufferSize=3|Faulty=2]"),
                                ({"--mixer", "Faulty=2", "BufferSize=4"}));
    Simulator::Destroy();
    STARDUST_EXPECT_INPUT_ERROR(install("KrumMixer[Select=0]"), ({"Select=0"}));
    Simulator::Destroy();
    STARDUST_EXPECT_INPUT_ERROR(install("ClippedMixer[Radius=-1]"), ({"Radius=-1"}));
    Simulator::Destroy();
}

namespace
{

/// Mixers that withstand Byzantine senders, against their definitions.
class StardustRobustTestSuite : public TestSuite
{
  public:
    StardustRobustTestSuite()
        : TestSuite("stardust-robust", Type::SYSTEM)
    {
        AddTestCase(new RobustDefinitionTestCase);
        AddTestCase(new RobustFewTestCase);
        AddTestCase(new RobustSameTestCase);
        AddTestCase(new RobustOrderTestCase);
        AddTestCase(new RobustBoundTestCase);
        AddTestCase(new KrumRefusesTestCase);
        AddTestCase(new LeastModelsTestCase);
        AddTestCase(new RobustMistakesTestCase);
    }
};

StardustRobustTestSuite g_stardustRobustTestSuite;

} // namespace
