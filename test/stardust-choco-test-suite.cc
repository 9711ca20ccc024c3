/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/choco-mixer.h"
#include "ns3/direct-network-helper.h"
#include "ns3/enum.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-generator.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

NS_LOG_COMPONENT_DEFINE("StardustChocoTest");

namespace
{

constexpr uint32_t DEVICES = 16;
constexpr uint32_t LENGTH = 500;

/// Mean over devices and coordinates of the squared way to the mean model.
double
MeasureError(const LearnerGroup& group)
{
    const Eigen::MatrixXd models = TakeModels(group);
    return (models.colwise() - models.rowwise().mean()).squaredNorm() / models.size();
}

/// Devices on a ring with random models, which only gossip.
Ptr<LearnerGroup>
InstallGossip(const std::string& mixer,
              const std::string& codec,
              uint32_t seed,
              const std::string& path,
              PayloadMode payload = PAYLOAD_VIRTUAL)
{
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    SetFrozenModels(learners, DrawNormal(LENGTH, DEVICES, seed), path);
    learners.SetGraph(MakeGraph("ring", DEVICES, {}, 7));
    learners.SetMixer("ns3::stardust::" + mixer);
    learners.SetCodec("ns3::stardust::" + codec);
    learners.SetGroupAttribute("Payload", EnumValue(payload));
    NodeContainer nodes;
    nodes.Create(DEVICES);
    learners.Install(nodes);
    return learners.GetGroup();
}

/// Errors of one seed after each number of rounds.
std::vector<double>
MeasureSeed(const std::string& mixer,
            const std::string& codec,
            const std::vector<uint32_t>& rounds,
            uint32_t seed,
            const std::string& path)
{
    Ptr<LearnerGroup> group = InstallGossip(mixer, codec, seed, path);
    std::vector<double> errors;
    uint32_t done = 0;
    for (const uint32_t round : rounds)
    {
        // Round k ends at k seconds.
        Simulator::Stop(Seconds(round - done + (done == 0 ? 0.5 : 0)));
        done = round;
        Simulator::Run();
        errors.push_back(MeasureError(*group));
    }
    Simulator::Destroy();
    return errors;
}

/// Mean error over some seeds after each number of rounds.
std::vector<double>
MeasureErrors(const std::string& mixer,
              const std::string& codec,
              const std::vector<uint32_t>& rounds,
              uint32_t seeds,
              const std::string& path)
{
    std::vector<double> errors(rounds.size());
    for (uint32_t seed = 1; seed <= seeds; ++seed)
    {
        const auto found = MeasureSeed(mixer, codec, rounds, seed, path);
        for (std::size_t at = 0; at < rounds.size(); ++at)
        {
            errors[at] += found[at] / seeds;
        }
    }
    return errors;
}

} // namespace

STARDUST_TEST_CASE(ExactChocoTestCase,
                   "CHOCO without compression contracts each mode of the ring by its own factor")
{
    double expected = 0;
    for (uint32_t mode = 1; mode < DEVICES; ++mode)
    {
        const double eigenvalue = (1 + 2 * std::cos(2 * M_PI * mode / DEVICES)) / 3;
        expected += std::pow(1 - (1 - eigenvalue), 200) / DEVICES;
    }
    const std::string path = CreateTempDirFilename("models.npy");
    const auto errors = MeasureErrors("ChocoMixer[Gamma=1]", "Float32Codec", {100}, 12, path);
    // The slowest modes are left: 2 of 500 coordinates each. sd of a seed: sqrt(2 / 1000).
    NS_TEST_EXPECT_MSG_EQ_TOL(errors[0], expected, expected * 4 * std::sqrt(2.0 / 1000 / 12), "100 rounds");
}

STARDUST_TEST_CASE(CompressedChocoTestCase,
                   "CHOCO and AdaGossip leave the errors of the reference after 100 and 300 rounds")
{
    struct Row
    {
        std::string mixer;
        std::string codec;
        double after100;
        double after300;
        double tolerance; //!< relative: of the means of 60 seeds there and 12 here
    };
    const std::string tenth = "TopKCodec[Count=50]";
    const std::string hundredth = "TopKCodec[Count=5]";
    const std::vector<Row> rows{
        {"ChocoMixer[Gamma=0.1]", tenth, 4.73e-2, 5.76e-3, 0.08},
        {"ChocoMixer[Gamma=0.4]", tenth, 2.31e-3, 4.88e-7, 0.25},
        {"ChocoMixer[Gamma=0.03]", hundredth, 0.200, 0.0566, 0.08},
        {"AdaGossipMixer[Gamma=0.003]", tenth, 0.631, 0.332, 0.08},
        {"AdaGossipMixer[Gamma=0.01]", tenth, 0.308, 0.089, 0.08},
        {"AdaGossipMixer[Gamma=0.003]", hundredth, 0.623, 0.336, 0.08},
        {"AdaGossipMixer[Gamma=0.01]", hundredth, 0.360, 0.131, 0.08},
    };
    const std::string path = CreateTempDirFilename("models.npy");
    for (const Row& row : rows)
    {
        const auto errors = MeasureErrors(row.mixer, row.codec, {100, 300}, 12, path);
        NS_TEST_EXPECT_MSG_EQ_TOL(errors[0],
                                  row.after100,
                                  row.tolerance * row.after100,
                                  row.mixer << " " << row.codec << " after 100");
        NS_TEST_EXPECT_MSG_EQ_TOL(errors[1],
                                  row.after300,
                                  row.tolerance * row.after300,
                                  row.mixer << " " << row.codec << " after 300");
    }
}

namespace
{

/// A mean over seeds, and the standard deviation of one seed.
struct Scatter
{
    double mean;
    double deviation;
};

/// Errors after each number of rounds, with how they scatter; of their logarithms, if asked for.
std::vector<Scatter>
MeasureScatter(const std::string& mixer,
               const std::string& codec,
               const std::vector<uint32_t>& rounds,
               uint32_t seeds,
               bool logarithms,
               const std::string& path)
{
    std::vector<double> sums(rounds.size());
    std::vector<double> squares(rounds.size());
    for (uint32_t seed = 1; seed <= seeds; ++seed)
    {
        const auto errors = MeasureSeed(mixer, codec, rounds, seed, path);
        for (std::size_t at = 0; at < rounds.size(); ++at)
        {
            const double value = logarithms ? std::log(errors[at]) : errors[at];
            sums[at] += value;
            squares[at] += value * value;
        }
    }
    std::vector<Scatter> scatter;
    for (std::size_t at = 0; at < rounds.size(); ++at)
    {
        const double mean = sums[at] / seeds;
        const double variance = (squares[at] / seeds - mean * mean) * seeds / (seeds - 1);
        scatter.push_back({mean, std::sqrt(std::max(variance, 0.0))});
    }
    return scatter;
}

} // namespace

STARDUST_TEST_CASE(ReferenceTableTestCase,
                   "CHOCO and AdaGossip leave the errors of the whole reference table")
{
    struct Row
    {
        std::string mixer;
        std::string codec;
        double reference[3]; //!< after 100, 300 and 1000 rounds, means of 60 seeds; 0: not there
        bool vast;           //!< whether seeds scatter over factors
    };
    const std::string tenth = "TopKCodec[Count=50]";
    const std::string hundredth = "TopKCodec[Count=5]";
    // CHOCO's 6.8e-20 at Gamma=0.4 is beyond float32, see below.
    const std::vector<Row> rows{
        {"ChocoMixer[Gamma=0.1]", tenth, {4.73e-2, 5.76e-3, 4.26e-6}, false},
        {"ChocoMixer[Gamma=0.4]", tenth, {2.31e-3, 4.88e-7, 0}, false},
        {"ChocoMixer[Gamma=0.5]", tenth, {3.7e-3, 0.09, 1e4}, true},
        {"ChocoMixer[Gamma=0.6]", tenth, {0.26, 2.5e2, 9e10}, true},
        {"AdaGossipMixer[Gamma=0.003]", tenth, {0.631, 0.332, 0.079}, false},
        {"AdaGossipMixer[Gamma=0.01]", tenth, {0.308, 0.089, 1.75e-3}, false},
        {"AdaGossipMixer[Gamma=0.03]", tenth, {0.100, 5.05e-3, 3.9e-3}, false},
        {"AdaGossipMixer[Gamma=0.1]", tenth, {0.027, 0.057, 0.067}, true},
        {"ChocoMixer[Gamma=0.03]", hundredth, {0.200, 0.0566, 5.74e-3}, false},
        {"ChocoMixer[Gamma=0.1]", hundredth, {0.247, 0.068, 0.20}, false},
        {"AdaGossipMixer[Gamma=0.003]", hundredth, {0.623, 0.336, 0.092}, false},
        {"AdaGossipMixer[Gamma=0.01]", hundredth, {0.360, 0.131, 0.031}, false},
        {"AdaGossipMixer[Gamma=0.1]", hundredth, {1.37, 2.4, 3.0}, true},
    };
    const uint32_t seeds = 12;
    const std::string path = CreateTempDirFilename("models.npy");
    for (const Row& row : rows)
    {
        const auto found = MeasureScatter(row.mixer, row.codec, {100, 300, 1000}, seeds, row.vast, path);
        for (std::size_t at = 0; at < found.size(); ++at)
        {
            const double reference = row.vast ? std::log(row.reference[at]) : row.reference[at];
            // The reference's own error, and that it keeps 49 or 50 entries.
            const double error = found[at].deviation * std::sqrt(1.0 / seeds + 1.0 / 60);
            const double exactness = row.vast ? std::log(2.0) : 0.03 * reference;
            const std::string what = row.mixer + " " + row.codec + ", column " + std::to_string(at);
            NS_LOG_INFO(what << ": " << found[at].mean << " +- " << found[at].deviation << ", there "
                             << reference);
            if (row.reference[at] > 0)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(found[at].mean, reference, 4 * error + exactness, what);
            }
            else
            {
                // Models and copies of size 1 in float32: some steps of 2^-23, squared.
                NS_TEST_EXPECT_MSG_LT(found[at].mean, 5e-12, what);
            }
        }
    }
}

STARDUST_TEST_CASE(NarrowEdgeTestCase, "keeping a hundredth, CHOCO's edge is between .05 and .06")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const std::string hundredth = "TopKCodec[Count=5]";
    const auto below = MeasureErrors("ChocoMixer[Gamma=0.05]", hundredth, {1000, 10000}, 2, path);
    const auto beyond = MeasureErrors("ChocoMixer[Gamma=0.06]", hundredth, {1000, 10000}, 2, path);
    NS_TEST_EXPECT_MSG_LT(below[1], 1e-3 * below[0], "at .05 it converges");
    NS_TEST_EXPECT_MSG_GT(beyond[1], beyond[0], "at .06 it does not");
    const auto far = MeasureErrors("ChocoMixer[Gamma=0.1]", hundredth, {3000}, 2, path);
    NS_TEST_EXPECT_MSG_GT(far[0], 100, "at .1 it diverges");
}

STARDUST_TEST_CASE(EdgeTestCase,
                   "beyond its edge CHOCO diverges, AdaGossip stays on a plateau")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const std::string tenth = "TopKCodec[Count=50]";
    const auto below = MeasureErrors("ChocoMixer[Gamma=0.42]", tenth, {1000}, 2, path);
    NS_TEST_EXPECT_MSG_LT(below[0], 1e-9, "below .44 it converges");
    const auto beyond = MeasureErrors("ChocoMixer[Gamma=0.6]", tenth, {300, 1000}, 2, path);
    NS_TEST_EXPECT_MSG_GT(beyond[1], 100 * beyond[0], "at .6 it grows without bound");
    NS_TEST_EXPECT_MSG_GT(beyond[1], 1e6, "at .6 it grows without bound");
    const auto plateau = MeasureErrors("AdaGossipMixer[Gamma=0.1]", tenth, {1000}, 4, path);
    NS_TEST_EXPECT_MSG_LT(plateau[0], 0.3, "no blow-up");
    NS_TEST_EXPECT_MSG_GT(plateau[0], 0.01, "but no convergence either");
}

STARDUST_TEST_CASE(MeanTestCase, "CHOCO keeps the mean model and knows the memory that it takes")
{
    const std::string path = CreateTempDirFilename("models.npy");
    for (const std::string mixer : {"ChocoMixer[Gamma=0.3]", "AdaGossipMixer[Gamma=0.03]"})
    {
        Ptr<LearnerGroup> group = InstallGossip(mixer, "TopKCodec[Fraction=0.1]", 1, path);
        const Eigen::VectorXd before = TakeModels(*group).rowwise().mean();
        Simulator::Stop(Seconds(200.5));
        Simulator::Run();
        const Eigen::VectorXd after = TakeModels(*group).rowwise().mean();
        const bool choco = mixer[0] == 'C';
        if (choco)
        {
            NS_TEST_EXPECT_MSG_LT((after - before).cwiseAbs().maxCoeff(), 1e-5, "the mean stays");
        }
        const auto algorithm = DynamicCast<GossipAlgorithm>(group->GetLearner(0)->GetMixer());
        NS_TEST_EXPECT_MSG_EQ(algorithm->CountKeptFloats(), (choco ? 2 : 3) * LENGTH, mixer);
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(ClockTestCase,
                   "without a barrier models still come together, and both payload modes agree")
{
    const std::string path = CreateTempDirFilename("models.npy");
    std::vector<Eigen::MatrixXd> models;
    for (const PayloadMode payload : {PAYLOAD_VIRTUAL, PAYLOAD_BYTES})
    {
        Ptr<LearnerGroup> group =
            InstallGossip("ChocoMixer[Gamma=0.1|Barrier=false]", "TopKCodec[Count=50]", 1, path, payload);
        const double before = MeasureError(*group);
        Simulator::Stop(Seconds(300));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_LT(MeasureError(*group), 0.01 * before, "they come together");
        models.push_back(TakeModels(*group));
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ((models[0] == models[1]), true, "payload modes");
}

STARDUST_TEST_CASE(ChocoMisfitTestCase, "what CHOCO cannot work with is refused by name")
{
    const std::string path = CreateTempDirFilename("models.npy");
    STARDUST_EXPECT_INPUT_ERROR(
        InstallGossip("ChocoMixer", "TopKCodec[ErrorFeedback=true]", 1, path),
        {"--mixer", "ChocoMixer", "ErrorFeedback"});
    Simulator::Destroy();
}

namespace
{

/// Compressed gossip.
class StardustChocoTestSuite : public TestSuite
{
  public:
    StardustChocoTestSuite()
        : TestSuite("stardust-choco", Type::SYSTEM)
    {
        AddTestCase(new ExactChocoTestCase);
        AddTestCase(new CompressedChocoTestCase);
        AddTestCase(new ReferenceTableTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new NarrowEdgeTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new EdgeTestCase);
        AddTestCase(new MeanTestCase);
        AddTestCase(new ClockTestCase);
        AddTestCase(new ChocoMisfitTestCase);
    }
};

static StardustChocoTestSuite g_stardustChocoTestSuite;

} // namespace
