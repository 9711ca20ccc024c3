/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/boolean.h"
#include "ns3/digit-task.h"
#include "ns3/direct-network-helper.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-generator.h"
#include "ns3/message-ledger.h"
#include "ns3/model-evaluator.h"
#include "ns3/perceptron-objective.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/variance-corrected-mixer.h"

#include <cmath>
#include <set>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

STARDUST_TEST_CASE(BufferTestCase, "models wait until there is one of each neighbour, the newest counts")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const Eigen::MatrixXd models = DrawNormal(7, 5, 1);
    Ptr<LearnerGroup> group = InstallQuiet("BufferedMixer[SelfWeight=0.3]", models, path);
    const auto kept = [&group]() {
        return DynamicCast<GossipAlgorithm>(group->GetLearner(0)->GetMixer())->CountKeptFloats();
    };
    for (const uint32_t sender : {2, 3, 1, 3})
    {
        group->GetLearner(sender)->SendModel(0);
    }
    LetArrive();
    NS_TEST_EXPECT_MSG_EQ((TakeModels(*group).col(0) == models.col(0).cast<float>().cast<double>()),
                          true,
                          "nothing yet");
    NS_TEST_EXPECT_MSG_EQ(kept(), 3 * 7, "three models wait");
    NS_TEST_EXPECT_MSG_EQ(group->GetLedger()->CountInFlight(), 3, "without an outcome");
    NS_TEST_EXPECT_MSG_EQ(group->GetLedger()->GetCounters().expired, 1, "but the one that was replaced");
    group->GetLearner(4)->SendModel(0);
    LetArrive();
    const Eigen::VectorXd expected = 0.3 * models.col(0) + 0.7 * models.rightCols(4).rowwise().mean();
    NS_TEST_EXPECT_MSG_LT((TakeModels(*group).col(0) - expected).cwiseAbs().maxCoeff(), 1e-6, "average");
    NS_TEST_EXPECT_MSG_EQ(group->GetLedger()->GetCounters().delivered, 4, "all four");
    NS_TEST_EXPECT_MSG_EQ(kept(), 0, "nothing waits");
    group->GetLearner(1)->SendModel(0);
    LetArrive();
    group->GetLearner(0)->Pause();
    NS_TEST_EXPECT_MSG_EQ(group->GetLedger()->GetCounters().lost, 1, "what waits at a pause is lost");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(VarianceTestCase, "averaging n models divides the variance of a layer by n; corrected, it stays")
{
    const std::string path = CreateTempDirFilename("models.npy");
    constexpr uint32_t LENGTH = 4000;
    const Eigen::MatrixXd models = DrawNormal(LENGTH, 5, 1);
    double others = 0;
    for (uint32_t i = 1; i < 5; ++i)
    {
        const Eigen::VectorXd centered = models.col(i).array() - models.col(i).mean();
        others += centered.squaredNorm() / LENGTH / 4;
    }
    struct Row
    {
        std::string mixer;
        double expected;
        double tolerance;
    };
    const Eigen::VectorXd own = models.col(0).array() - models.col(0).mean();
    const double self = own.squaredNorm() / LENGTH;
    // The variance of 4000 normal entries scatters by sqrt(2 / 4000).
    const double scatter = 4 * std::sqrt(2.0 / LENGTH);
    for (const Row& row : {Row{"BufferedMixer[SelfWeight=0]", 0.25, 0.25 * scatter},
                           Row{"BufferedMixer[SelfWeight=0.5]", 0.25 + 0.25 / 4, 0.3125 * scatter},
                           Row{"VarianceCorrectedMixer[SelfWeight=0]", others, 1e-4},
                           Row{"VarianceCorrectedMixer[Target=Self]", self, 1e-4},
                           Row{"VarianceCorrectedMixer[Target=Weighted]", (self + others) / 2, 1e-4}})
    {
        Ptr<LearnerGroup> group = InstallQuiet(row.mixer, models, path);
        for (uint32_t sender = 1; sender < 5; ++sender)
        {
            group->GetLearner(sender)->SendModel(0);
        }
        LetArrive();
        const Eigen::VectorXd mixed = TakeModels(*group).col(0);
        const double variance = (mixed.array() - mixed.mean()).matrix().squaredNorm() / LENGTH;
        NS_TEST_EXPECT_MSG_EQ_TOL(variance, row.expected, row.tolerance, row.mixer);
        NS_TEST_EXPECT_MSG_EQ_TOL(mixed.mean(),
                                  (row.mixer.find("SelfWeight=0]") != std::string::npos
                                       ? models.rightCols(4).mean()
                                       : 0.5 * models.col(0).mean() + 0.5 * models.rightCols(4).mean()),
                                  1e-5,
                                  "the mean is not corrected");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(BlocksTestCase, "a network's parameters are told apart into weights and biases of layers")
{
    auto objective = CreateObjectWithAttributes<PerceptronObjective>("Hidden", StringValue("3"));
    objective->SetShape(2, 4);
    const auto blocks = objective->GetParameterBlocks();
    const std::vector<uint32_t> ends{6, 9, 21, 25};
    NS_TEST_ASSERT_MSG_EQ(blocks.size(), ends.size(), "two layers");
    for (std::size_t i = 0; i < blocks.size(); ++i)
    {
        NS_TEST_EXPECT_MSG_EQ(blocks[i].begin, (i == 0 ? 0 : ends[i - 1]), "no gap");
        NS_TEST_EXPECT_MSG_EQ(blocks[i].end, ends[i], "block " << i);
        NS_TEST_EXPECT_MSG_EQ(blocks[i].weights, (i % 2 == 0), "weights come first");
    }
}

namespace
{

/// What became of deep networks some time after they began to learn.
struct EarlyRun
{
    double loss{0};                              //!< in the end, mean over devices
    std::vector<std::vector<double>> variances;  //!< of hidden layers' weights, by second and layer
};

void
NoteVariances(EarlyRun* run, const Evaluation& evaluation)
{
    const std::size_t blocks = evaluation.layers.size() / evaluation.learners.size();
    std::vector<double> means;
    // Weights and biases take turns; neither inputs' layer nor outputs' are hidden.
    for (std::size_t block = 2; block + 2 < blocks; block += 2)
    {
        means.push_back(0);
        for (std::size_t at = block; at < evaluation.layers.size(); at += blocks)
        {
            means.back() += evaluation.layers[at].variance / evaluation.learners.size();
        }
    }
    run->variances.push_back(means);
}

/// Deep networks on a complete graph that take four steps a second.
EarlyRun
RunEarly(const std::string& mixer, bool independent)
{
    const uint32_t n = 9;
    Ptr<const LabeledDataset> data = MakeDigitTask({n * 100, 1}, 77);
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    learners.SetObjective("ns3::stardust::PerceptronObjective[Hidden=32,32,32,32,32]");
    learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=0.05]");
    learners.SetData(data, MakePartition("iid", *data, n, 1));
    learners.SetIndependentInitialization(independent);
    learners.SetMixer("ns3::stardust::" + mixer);
    learners.SetAttribute("LocalSteps", UintegerValue(4));
    learners.SetAttribute("BatchSize", UintegerValue(20));
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    auto evaluator = CreateObject<ModelEvaluator>();
    evaluator->SetAttribute("Interval", TimeValue(Seconds(1)));
    evaluator->SetAttribute("PerLayer", BooleanValue(true));
    EarlyRun run;
    evaluator->TraceConnectWithoutContext("Scores", MakeBoundCallback(&NoteVariances, &run));
    evaluator->Start(learners.GetGroup(), data);
    Simulator::Stop(Seconds(45.5));
    Simulator::Run();
    run.loss = SummarizeScores(evaluator->GetScores()).loss;
    Simulator::Destroy();
    return run;
}

} // namespace

STARDUST_TEST_CASE(PlateauTestCase,
                   "layers of networks that begin independently lose their variance by averaging and learning stands "
                   "still, but not if the variance is kept")
{
    const EarlyRun plain = RunEarly("BufferedMixer", true);
    const EarlyRun corrected = RunEarly("VarianceCorrectedMixer", true);
    const EarlyRun common = RunEarly("BufferedMixer", false);
    // ln 10 = 2.303 is what a network that says nothing has.
    NS_TEST_EXPECT_MSG_GT(plain.loss, 1.6, "plateau");
    NS_TEST_EXPECT_MSG_LT(corrected.loss, plain.loss - 0.4, "no plateau with correction");
    NS_TEST_EXPECT_MSG_LT(common.loss, plain.loss - 0.4, "nor with a common beginning");
    NS_TEST_ASSERT_MSG_EQ(plain.variances.size(), 46, "once a second");
    for (std::size_t layer = 0; layer < 4; ++layer)
    {
        const double first = plain.variances[0][layer];
        // Glorot's: uniform, of 2 / (32 + 32); 1024 x 9 entries, relative deviation sqrt(0.8 / 9216).
        NS_TEST_EXPECT_MSG_EQ_TOL(first, 0.0625, 0.0625 * 0.04, "at first, layer " << layer);
        for (std::size_t second = 1; second < plain.variances.size(); ++second)
        {
            NS_TEST_EXPECT_MSG_LT(plain.variances[second][layer],
                                  plain.variances[second - 1][layer] + 0.02 * first,
                                  "falls, second " << second);
            // Learning itself adds a little.
            for (const EarlyRun* run : {&corrected, &common})
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(run->variances[second][layer], run->variances[0][layer], 0.1 * first, "stays");
            }
        }
        // A mean of nine has a ninth; updates that no one else has yet and learning add to it.
        NS_TEST_EXPECT_MSG_LT(plain.variances.back()[layer], first / 2, "much lower");
        NS_TEST_EXPECT_MSG_GT(plain.variances.back()[layer], first / 9.5, "not below that of a mean");
    }
}

namespace
{

/// Who has sent to whom, and when.
struct Sendings
{
    std::vector<std::vector<uint32_t>> counts;                //!< by sender and receiver
    std::set<std::tuple<Time, uint32_t, uint32_t>> seen;      //!< each one

    void Note(Ptr<const ModelMessage> message)
    {
        ++counts[message->sender][message->receiver];
        seen.insert({message->sent, message->sender, message->receiver});
    }
};

} // namespace

STARDUST_TEST_CASE(EpidemicTestCase, "each model goes to as many neighbours as told, drawn anew each time")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const uint32_t n = 8;
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    const Eigen::MatrixXd models = DrawNormal(4, n, 3);
    SetFrozenModels(learners, models, path);
    learners.SetMixer("ns3::stardust::EpidemicMixer[Fanout=3]");
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    Ptr<LearnerGroup> group = learners.GetGroup();
    Sendings sendings;
    sendings.counts.assign(n, std::vector<uint32_t>(n));
    for (uint32_t i = 0; i < n; ++i)
    {
        group->GetLearner(i)->TraceConnectWithoutContext("ModelSent",
                                                         MakeCallback(&Sendings::Note, &sendings));
    }
    const uint32_t rounds = 700;
    Simulator::Stop(Seconds(rounds + 0.5));
    Simulator::Run();
    const uint64_t sent = group->GetLedger()->GetCounters().sent;
    NS_TEST_EXPECT_MSG_EQ(sent, 3 * n * rounds, "three a device and round");
    NS_TEST_EXPECT_MSG_EQ(sendings.seen.size(), sent, "to different ones");
    // Each pair with chance 3/7 a round: 300 of 700 expected, sd 13.1; 56 pairs.
    for (uint32_t i = 0; i < n; ++i)
    {
        for (uint32_t j = 0; j < n; ++j)
        {
            if (i != j)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(double(sendings.counts[i][j]), 300.0, 60.0, i << " to " << j);
            }
        }
    }
    const Eigen::MatrixXd reached = TakeModels(*group);
    NS_TEST_EXPECT_MSG_LT((reached.colwise() - reached.rowwise().mean()).cwiseAbs().maxCoeff(),
                          1e-4,
                          "models come together");
    Simulator::Destroy();
}

/// Algorithms that average several models at a time.
class StardustBufferTestSuite : public TestSuite
{
  public:
    StardustBufferTestSuite()
        : TestSuite("stardust-buffer", Type::SYSTEM)
    {
        AddTestCase(new BufferTestCase);
        AddTestCase(new VarianceTestCase);
        AddTestCase(new BlocksTestCase);
        AddTestCase(new PlateauTestCase);
        AddTestCase(new EpidemicTestCase);
    }
};

static StardustBufferTestSuite g_stardustBufferTestSuite;
