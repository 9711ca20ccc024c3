/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/baseline-training.h"
#include "ns3/digit-task.h"
#include "ns3/factory-parser.h"
#include "ns3/idx-reader.h"
#include "ns3/learning-objective.h"
#include "ns3/stardust-compat.h"
#include "ns3/synthetic-task.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<uint32_t>
TakeAll(const LabeledDataset& data)
{
    std::vector<uint32_t> all(data.GetN());
    std::iota(all.begin(), all.end(), 0);
    return all;
}

template <typename Part>
Ptr<Part>
Make(const std::string& spec)
{
    return ParseFactory("ns3::stardust::" + spec, Part::GetTypeId(), "test")
        .template Create<Part>();
}

/// What training in one place reaches.
std::vector<float>
Train(const std::string& objective,
      const std::string& optimizer,
      Ptr<const LabeledDataset> data,
      uint32_t batch,
      uint64_t steps)
{
    BaselineTask task;
    auto made = Make<LearningObjective>(objective);
    made->SetShape(*data);
    task.objective = made;
    task.train = data;
    task.samples = TakeAll(*data);
    task.initial = Create<FloatBuffer>(made->GetParameterCount());
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(70);
    made->Initialize(task.initial->Data(), random);
    task.optimizer = Make<LocalOptimizer>(optimizer);
    task.steps = steps;
    task.batchSize = batch;
    task.stream = 71;
    Ptr<FloatBuffer> reached = TrainBaseline(task);
    return {reached->Data(), reached->Data() + reached->Size()};
}

/**
 * Newton's method in double precision for softmax regression with a penalty on
 * the weights, straight from the formulas: probabilities p, gradient
 * sum of (p_c - [c is the label]) a, Hessian blocks sum of p_c ([c = d] - p_d) a a^T,
 * with a = (sample, 1). With `fixed` the scores of class 0 stay at 0, which for two
 * classes is logistic regression.
 */
class NewtonSoftmax
{
  public:
    NewtonSoftmax(const LabeledDataset& data, double l2, bool fixed)
        : m_data(data),
          m_l2(l2),
          m_first(fixed ? 1 : 0)
    {
        m_rows.resize(data.GetN(), data.GetFeatures() + 1);
        for (uint32_t i = 0; i < data.GetN(); ++i)
        {
            for (uint32_t f = 0; f < data.GetFeatures(); ++f)
            {
                m_rows(i, f) = data.GetRow(i)[f];
            }
            m_rows(i, data.GetFeatures()) = 1;
        }
        m_model = MatrixXd::Zero(data.GetClasses(), data.GetFeatures() + 1);
    }

    /// Steps until nothing changes; the model has a row a class, its last value the bias.
    const MatrixXd& Solve()
    {
        for (int step = 0; step < 50; ++step)
        {
            Step();
        }
        return m_model;
    }

  private:
    MatrixXd ComputeProbabilities() const
    {
        MatrixXd scores = m_rows * m_model.transpose();
        scores.colwise() -= scores.rowwise().maxCoeff().eval();
        const MatrixXd powers = scores.array().exp();
        return powers.array().colwise() / powers.rowwise().sum().array();
    }

    void Step()
    {
        const auto classes = m_model.rows() - m_first;
        const auto width = m_rows.cols();
        const double n = m_rows.rows();
        MatrixXd p = ComputeProbabilities();
        VectorXd gradient(classes * width);
        MatrixXd hessian(classes * width, classes * width);
        for (Eigen::Index c = 0; c < classes; ++c)
        {
            const VectorXd mine = p.col(c + m_first);
            VectorXd error = mine;
            for (Eigen::Index i = 0; i < error.size(); ++i)
            {
                error(i) -= m_data.GetLabel(i) == c + m_first ? 1 : 0;
            }
            VectorXd weights = m_model.row(c + m_first);
            weights(width - 1) = 0;
            gradient.segment(c * width, width) =
                m_rows.transpose() * error / n + m_l2 * weights;
            for (Eigen::Index d = 0; d < classes; ++d)
            {
                const VectorXd factor =
                    mine.array() * ((c == d ? 1.0 : 0.0) - p.col(d + m_first).array());
                MatrixXd block = m_rows.transpose() * factor.asDiagonal() * m_rows / n;
                if (c == d)
                {
                    block.diagonal().head(width - 1).array() += m_l2;
                    // All biases may rise together: hold them where they are.
                    block(width - 1, width - 1) += 1e-12;
                }
                hessian.block(c * width, d * width, width, width) = block;
            }
        }
        const VectorXd change = hessian.ldlt().solve(gradient);
        for (Eigen::Index c = 0; c < classes; ++c)
        {
            m_model.row(c + m_first) -= change.segment(c * width, width);
        }
    }

    const LabeledDataset& m_data; //!< samples and labels
    double m_l2;                  //!< strength of the penalty
    Eigen::Index m_first;         //!< first class whose scores are free
    MatrixXd m_rows;              //!< samples with a 1 behind each
    MatrixXd m_model;             //!< weights and bias of each class
};

Ptr<LabeledDataset>
MakeOverlappingClasses(uint32_t classes)
{
    GaussianTask task;
    task.samples = 400;
    task.features = 5;
    task.classes = classes;
    task.separation = 1.5;
    return MakeGaussianTask(task, 60);
}

double
TestAccuracy(const std::string& objective,
             const std::vector<float>& model,
             const LabeledDataset& test)
{
    auto made = Make<LearningObjective>(objective);
    made->SetShape(test);
    return made->Evaluate({model.data()}, test).front().accuracy;
}

/// 8000 images to learn from, 2000 to test; null if MNIST is not there.
DatasetSplit
SplitMnist()
{
    const std::string images = FindSharedData("mnist-t10k/t10k-images-idx3-ubyte.gz");
    const std::string labels = FindSharedData("mnist-t10k/t10k-labels-idx1-ubyte.gz");
    if (images.empty() || labels.empty())
    {
        return {};
    }
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(72);
    return SplitDataset(ReadIdx(images, labels), 0.2, random);
}

} // namespace

STARDUST_TEST_CASE(LogisticOptimumTestCase, "logistic regression reaches the optimum of Newton's method")
{
    auto data = MakeOverlappingClasses(2);
    const MatrixXd expected = NewtonSoftmax(*data, 0.02, true).Solve();
    const auto model = Train("LogisticObjective[L2=0.02]",
                             "MomentumOptimizer[StepSize=0.3|Momentum=0.9]",
                             data,
                             400,
                             2000);
    for (int k = 0; k < 6; ++k)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(model[k], expected(1, k), 1e-4, "parameter " << k);
    }
}

STARDUST_TEST_CASE(SoftmaxNewtonTestCase, "softmax regression reaches the optimum of Newton's method")
{
    auto data = MakeOverlappingClasses(4);
    const MatrixXd expected = NewtonSoftmax(*data, 0.02, false).Solve();
    const auto model = Train("SoftmaxObjective[L2=0.02]",
                             "MomentumOptimizer[StepSize=0.3|Momentum=0.9]",
                             data,
                             400,
                             3000);
    for (int c = 0; c < 4; ++c)
    {
        for (int k = 0; k < 5; ++k)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(model[5 * c + k], expected(c, k), 1e-4, "weight " << c << k);
        }
        // Biases mean the same if all rise together.
        NS_TEST_EXPECT_MSG_EQ_TOL(model[20 + c] - model[20],
                                  expected(c, 5) - expected(0, 5),
                                  1e-4,
                                  "bias " << c);
    }
}

STARDUST_TEST_CASE(AdaptiveOptimumTestCase,
                   "Adam, RMSProp and OASIS reach the same optimum on a badly scaled problem")
{
    auto data = MakeOverlappingClasses(2);
    for (uint32_t i = 0; i < data->GetN(); ++i)
    {
        data->GetRow(i)[0] *= 10;
        data->GetRow(i)[1] *= 0.3f;
    }
    const MatrixXd expected = NewtonSoftmax(*data, 0.02, true).Solve();
    for (const std::string optimizer :
         {"AdamOptimizer[StepSize=0.05|Schedule=Cosine|Period=4000|Factor=0]",
          "RmsPropOptimizer[StepSize=0.05|Schedule=Cosine|Period=4000|Factor=0]",
          "OasisOptimizer[StepSize=0.1|Alpha=0.001]"})
    {
        const auto model = Train("LogisticObjective[L2=0.02]", optimizer, data, 400, 4000);
        for (int k = 0; k < 6; ++k)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(model[k], expected(1, k), 1e-3, optimizer << ": " << k);
        }
    }
}

STARDUST_TEST_CASE(DefaultsTestCase, "every optimizer learns with its defaults, whatever the task")
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(75);
    const DatasetSplit data = SplitDataset(MakeDigitTask({1000, 0.8}, 76), 0.2, random);
    for (const std::string optimizer :
         {"SgdOptimizer", "MomentumOptimizer", "RmsPropOptimizer", "AdamOptimizer", "OasisOptimizer"})
    {
        // The two that divide by root mean squares need steps of their own size.
        const bool adaptive = optimizer == "RmsPropOptimizer" || optimizer == "AdamOptimizer";
        const std::string spec = optimizer + (adaptive ? "[StepSize=0.002]" : "");
        for (const std::string objective :
             {"SoftmaxObjective", "PerceptronObjective[Hidden=32]", "ConvolutionalObjective"})
        {
            const auto model = Train(objective, spec, data.train, 32, 200);
            NS_TEST_EXPECT_MSG_GT(TestAccuracy(objective, model, *data.test),
                                  0.7,
                                  optimizer << ", " << objective);
        }
    }
}

STARDUST_TEST_CASE(DigitsTestCase, "networks find more of the drawn digits than softmax regression does")
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(73);
    const DatasetSplit data = SplitDataset(MakeDigitTask({2500, 1.5}, 74), 0.2, random);
    const std::string adam = "AdamOptimizer[StepSize=0.002]";
    const auto learn = [&](const std::string& objective, uint64_t steps) {
        return TestAccuracy(objective, Train(objective, adam, data.train, 32, steps), *data.test);
    };
    const double softmax = learn("SoftmaxObjective", 600);
    const double perceptron = learn("PerceptronObjective", 600);
    const double convolutional = learn("ConvolutionalObjective", 400);
    // Of 500 test samples: differences are several times what chance makes of them.
    NS_TEST_EXPECT_MSG_GT(perceptron, softmax + 0.02, "a hidden layer helps");
    NS_TEST_EXPECT_MSG_GT(convolutional, perceptron + 0.1, "seeing images as images helps more");
}

STARDUST_TEST_CASE(MnistSoftmaxTestCase, "softmax regression finds 90 % of MNIST in one place")
{
    const DatasetSplit data = SplitMnist();
    if (!data.train)
    {
        return;
    }
    const auto model = Train("SoftmaxObjective", "SgdOptimizer[StepSize=0.1]", data.train, 32, 5000);
    const double accuracy = TestAccuracy("SoftmaxObjective", model, *data.test);
    NS_TEST_EXPECT_MSG_GT_OR_EQ(accuracy, 0.9, "of 2000 images, after 8000");
}

STARDUST_TEST_CASE(MnistConvolutionTestCase,
                   "the convolutional network finds 96.5 % of MNIST in one place")
{
    const DatasetSplit data = SplitMnist();
    if (!data.train)
    {
        return;
    }
    const auto model = Train("ConvolutionalObjective",
                             "AdamOptimizer[StepSize=0.002|Schedule=Cosine|Period=2000]",
                             data.train,
                             32,
                             2000);
    const double accuracy = TestAccuracy("ConvolutionalObjective", model, *data.test);
    NS_TEST_EXPECT_MSG_GT_OR_EQ(accuracy, 0.965, "of 2000 images, after 8000");
}

/// What training in one place reaches.
class StardustOptimumTestSuite : public TestSuite
{
  public:
    StardustOptimumTestSuite()
        : TestSuite("stardust-optimum", Type::UNIT)
    {
        AddTestCase(new LogisticOptimumTestCase);
        AddTestCase(new SoftmaxNewtonTestCase);
        AddTestCase(new AdaptiveOptimumTestCase);
        AddTestCase(new DefaultsTestCase);
        AddTestCase(new DigitsTestCase);
        AddTestCase(new MnistSoftmaxTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new MnistConvolutionTestCase, STARDUST_TEST_EXTENSIVE);
    }
};

static StardustOptimumTestSuite g_stardustOptimumTestSuite;
