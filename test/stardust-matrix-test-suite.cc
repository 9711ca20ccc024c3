/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/graph-generator.h"
#include "ns3/spectral-gap.h"

#include <Eigen/Core>
#include <cmath>
#include <complex>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

Eigen::MatrixXd
MakeDense(const MixingMatrix& matrix)
{
    Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(matrix.n, matrix.n);
    for (uint32_t i = 0; i < matrix.n; ++i)
    {
        for (std::size_t at = matrix.begins[i]; at < matrix.begins[i + 1]; ++at)
        {
            dense(i, matrix.columns[at]) = matrix.values[at];
        }
    }
    return dense;
}

/// Largest deviation of the rows' or the columns' sums from 1.
double
MeasureSums(const Eigen::MatrixXd& dense, bool rows)
{
    return rows ? (dense.rowwise().sum().array() - 1).abs().maxCoeff()
                : (dense.colwise().sum().array() - 1).abs().maxCoeff();
}

Ptr<CommunicationGraph>
MakeAnyGraph(const std::string& spec, uint32_t n, bool directed = false)
{
    return MakeGraph(spec, n, {directed, true}, 3);
}

double
FindGap(const std::string& spec, uint32_t n, MixingRule rule, SpectralSolver solver = SPECTRAL_AUTO)
{
    return ComputeSpectralGap(MakeMixingMatrix(*MakeAnyGraph(spec, n), rule), solver);
}

} // namespace

STARDUST_TEST_CASE(UndirectedRulesTestCase,
                   "on undirected graphs three rules are doubly stochastic, uniform by rows")
{
    for (const std::string spec : {"erdos-renyi:0.2",
                                   "erdos-renyi:0.03",
                                   "geometric:0.3",
                                   "scale-free:2",
                                   "small-world:4,0.5",
                                   "star",
                                   "bipartite:7",
                                   "complete"})
    {
        const auto graph = MakeAnyGraph(spec, 40);
        for (const MixingRule rule :
             {MIXING_METROPOLIS, MIXING_MAX_DEGREE, MIXING_LAZY, MIXING_UNIFORM})
        {
            const Eigen::MatrixXd dense = MakeDense(MakeMixingMatrix(*graph, rule));
            NS_TEST_EXPECT_MSG_LT(MeasureSums(dense, true), 1e-12, spec << " rows " << rule);
            NS_TEST_EXPECT_MSG_GT(dense.minCoeff(), -1e-300, spec << " sign " << rule);
            if (rule != MIXING_UNIFORM)
            {
                NS_TEST_EXPECT_MSG_LT(MeasureSums(dense, false), 1e-12, spec << " columns " << rule);
                const double skew = (dense - dense.transpose()).cwiseAbs().maxCoeff();
                NS_TEST_EXPECT_MSG_LT(skew, 1e-12, spec << " symmetry " << rule);
            }
            if (rule == MIXING_LAZY)
            {
                NS_TEST_EXPECT_MSG_GT(dense.diagonal().minCoeff(), 0.5 - 1e-12, spec);
            }
            uint32_t wrong = 0;
            for (uint32_t i = 0; i < graph->GetN(); ++i)
            {
                const auto neighbors = FindInNeighbors(*graph, i);
                const auto row = ComputeMixingRow(*graph, i, neighbors, rule);
                for (std::size_t k = 0; k < row.size(); ++k)
                {
                    wrong += dense(i, neighbors[k]) != row[k];
                }
                for (uint32_t k = 0; k < graph->GetN(); ++k)
                {
                    wrong += k != i && (dense(i, k) > 0) != graph->HasArc(k, i);
                }
            }
            NS_TEST_EXPECT_MSG_EQ(wrong, 0, spec << " is the matrix of the rows");
        }
    }
}

STARDUST_TEST_CASE(DirectedRulesTestCase,
                   "on directed graphs rows or columns add up to 1 and no weight is below 0")
{
    for (const std::string spec : {"erdos-renyi:0.2", "erdos-renyi:0.05", "ring", "exponential"})
    {
        const auto graph = MakeAnyGraph(spec, 30, true);
        for (const MixingRule rule :
             {MIXING_METROPOLIS, MIXING_MAX_DEGREE, MIXING_LAZY, MIXING_UNIFORM})
        {
            const Eigen::MatrixXd dense = MakeDense(MakeMixingMatrix(*graph, rule));
            NS_TEST_EXPECT_MSG_LT(MeasureSums(dense, true), 1e-12, spec << " rows " << rule);
            NS_TEST_EXPECT_MSG_GT(dense.minCoeff(), -1e-300, spec << " sign " << rule);
            if (spec == "ring" || spec == "exponential")
            {
                NS_TEST_EXPECT_MSG_LT(MeasureSums(dense, false), 1e-12, spec << " is regular");
            }
        }
        const Eigen::MatrixXd dense = MakeDense(MakeColumnStochasticMatrix(*graph));
        NS_TEST_EXPECT_MSG_LT(MeasureSums(dense, false), 1e-12, spec << " columns");
        NS_TEST_EXPECT_MSG_GT(dense.minCoeff(), -1e-300, spec << " sign");
        NS_TEST_EXPECT_MSG_EQ((dense(1, 0) > 0), graph->HasArc(0, 1), "a column is what its device sends");
    }
    // More send to a device than it sends to.
    const CommunicationGraph funnel(4, {{1, 0}, {2, 0}, {3, 0}, {0, 1}}, true);
    const Eigen::MatrixXd dense = MakeDense(MakeMixingMatrix(funnel, MIXING_METROPOLIS));
    NS_TEST_EXPECT_MSG_EQ_TOL(dense(0, 0), 0.25, 1e-12, "something is left for the own model");
}

STARDUST_TEST_CASE(GapTestCase, "spectral gaps are those of the closed forms")
{
    for (const uint32_t n : {3u, 4u, 5u, 16u, 101u})
    {
        const double near = (1 + 2 * std::cos(2 * M_PI / n)) / 3;
        const double far = (1 + 2 * std::cos(2 * M_PI * (n / 2) / n)) / 3;
        const double rho = std::max(std::abs(near), std::abs(far));
        NS_TEST_EXPECT_MSG_EQ_TOL(FindGap("ring", n, MIXING_METROPOLIS), 1 - rho, 1e-9, "ring " << n);
        NS_TEST_EXPECT_MSG_EQ_TOL(FindGap("ring", n, MIXING_LAZY), (1 - near) / 2, 1e-9, "lazy " << n);
        const auto circle = MakeAnyGraph("ring", n, true);
        NS_TEST_EXPECT_MSG_EQ_TOL(ComputeSpectralGap(MakeMixingMatrix(*circle, MIXING_UNIFORM)),
                                  1 - std::cos(M_PI / n),
                                  1e-9,
                                  "one way round " << n);
    }
    NS_TEST_EXPECT_MSG_EQ_TOL(FindGap("complete", 20, MIXING_METROPOLIS), 1, 1e-9, "complete");
    NS_TEST_EXPECT_MSG_EQ_TOL(FindGap("star", 20, MIXING_METROPOLIS), 1.0 / 20, 1e-9, "star: I - L / n");
    NS_TEST_EXPECT_MSG_EQ_TOL(FindGap("hypercube", 32, MIXING_METROPOLIS), 2.0 / 6, 1e-9, "hypercube");
    NS_TEST_EXPECT_MSG_EQ_TOL(FindGap("torus:5,8", 40, MIXING_MAX_DEGREE),
                              2 * (1 - std::cos(2 * M_PI / 8)) / 5,
                              1e-9,
                              "torus");
    NS_TEST_EXPECT_MSG_EQ_TOL(FindGap("erdos-renyi:0", 5, MIXING_METROPOLIS), 0, 1e-9, "no links");
    NS_TEST_EXPECT_MSG_EQ_TOL(FindGap("complete", 1, MIXING_METROPOLIS), 1, 1e-9, "one device");
    NS_TEST_EXPECT_MSG_EQ_TOL(FindGap("complete", 2, MIXING_METROPOLIS), 1, 1e-9, "two devices");
}

STARDUST_TEST_CASE(ExponentialGapTestCase, "the exponential graph's gap is that of its circulant matrix")
{
    for (const uint32_t n : {8u, 20u, 33u})
    {
        const auto graph = MakeAnyGraph("exponential", n);
        double rho = 0;
        uint32_t offsets = 0;
        for (uint32_t k = 1; k < n; ++k)
        {
            std::complex<double> sum = 1;
            offsets = 0;
            for (uint32_t offset = 1; offset < n; offset *= 2, ++offsets)
            {
                sum += std::polar(1.0, 2 * M_PI * k * offset / n);
            }
            rho = std::max(rho, std::abs(sum) / (offsets + 1));
        }
        for (const MixingMatrix& matrix :
             {MakeMixingMatrix(*graph, MIXING_UNIFORM), MakeColumnStochasticMatrix(*graph)})
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(ComputeSpectralGap(matrix), 1 - rho, 1e-9, n);
        }
    }
}

STARDUST_TEST_CASE(SparseGapTestCase, "the sparse solver finds the dense one's gaps, or says that it is missing")
{
    const double large = FindGap("random-regular:4", LARGEST_DENSE_MATRIX + 100, MIXING_METROPOLIS);
    NS_TEST_EXPECT_MSG_EQ(std::isnan(large), !HasSparseSpectralSolver(), "beyond the dense solver");
    if (!HasSparseSpectralSolver())
    {
        return;
    }
    for (const std::string spec : {"random-regular:4", "small-world:4,0.2", "scale-free:3", "erdos-renyi:0.02"})
    {
        // Symmetric, with and without eigenvalues below 0, and not symmetric.
        for (const MixingRule rule : {MIXING_METROPOLIS, MIXING_LAZY, MIXING_UNIFORM})
        {
            const uint32_t n = rule == MIXING_UNIFORM ? 300 : LARGEST_DENSE_MATRIX + 100;
            NS_TEST_EXPECT_MSG_EQ_TOL(FindGap(spec, n, rule, SPECTRAL_SPARSE),
                                      FindGap(spec, n, rule, SPECTRAL_DENSE),
                                      1e-9,
                                      spec << ", rule " << rule);
        }
    }
    for (const uint32_t n : {150u, 257u})
    {
        const auto matrix = MakeColumnStochasticMatrix(*MakeAnyGraph("exponential", n));
        NS_TEST_EXPECT_MSG_EQ_TOL(ComputeSpectralGap(matrix, SPECTRAL_SPARSE),
                                  ComputeSpectralGap(matrix, SPECTRAL_DENSE),
                                  1e-9,
                                  "exponential " << n);
    }
}

STARDUST_TEST_CASE(LargeGapTestCase, "gaps of up to 10 000 devices are those of the closed forms")
{
    if (!HasSparseSpectralSolver())
    {
        return;
    }
    for (const uint32_t n : {1000u, 10000u})
    {
        // The smallest is 1.3e-7.
        const double gap = 2.0 / 3 * (1 - std::cos(2 * M_PI / n));
        const double found = FindGap("ring", n, MIXING_METROPOLIS);
        NS_TEST_EXPECT_MSG_EQ_TOL(found, gap, 1e-9, "ring " << n);
        NS_TEST_EXPECT_MSG_EQ_TOL(found / gap, 1, 1e-3, "ring " << n);
    }
    for (const uint32_t side : {40u, 100u})
    {
        const std::string spec = "torus:" + std::to_string(side) + "," + std::to_string(side);
        NS_TEST_EXPECT_MSG_EQ_TOL(FindGap(spec, side * side, MIXING_METROPOLIS),
                                  2 * (1 - std::cos(2 * M_PI / side)) / 5,
                                  1e-9,
                                  spec);
    }
    for (const uint32_t dimensions : {10u, 13u})
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(FindGap("hypercube", 1u << dimensions, MIXING_METROPOLIS),
                                  2.0 / (dimensions + 1),
                                  1e-9,
                                  "hypercube " << dimensions);
    }
    NS_TEST_EXPECT_MSG_EQ_TOL(FindGap("star", 10000, MIXING_METROPOLIS), 1e-4, 1e-9, "star: I - L / n");
}

namespace
{

/// Mixing matrices.
class StardustMatrixTestSuite : public TestSuite
{
  public:
    StardustMatrixTestSuite()
        : TestSuite("stardust-matrix", Type::UNIT)
    {
        AddTestCase(new UndirectedRulesTestCase);
        AddTestCase(new DirectedRulesTestCase);
        AddTestCase(new GapTestCase);
        AddTestCase(new ExponentialGapTestCase);
        AddTestCase(new SparseGapTestCase);
        AddTestCase(new LargeGapTestCase);
    }
};

static StardustMatrixTestSuite g_stardustMatrixTestSuite;

} // namespace
