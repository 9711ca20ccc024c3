/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The products of matrices that a gradient of a multilayer perceptron takes,
// 784-64-10 on batches of 32, by Eigen and nothing else. The reference of
// matrix-products.cc; compiled once for each vector unit, since Eigen chooses its
// instructions when it is compiled.

#include <Eigen/Dense>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>

namespace
{

/// Samples and units row by row, as data sets and models are stored.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr int FEATURES = 784;
constexpr int HIDDEN = 64;
constexpr int CLASSES = 10;
constexpr int BATCH = 32;

/// As in matrix-products.cc.
constexpr double FLOPS = 2.0 * BATCH * (2 * FEATURES * HIDDEN + 3 * HIDDEN * CLASSES);

/// All matrices, with values that are there; derivatives are taken as given.
class Products
{
  public:
    void Compute()
    {
        m_hidden.noalias() = m_samples * m_weights1.transpose();
        m_outputs.noalias() = m_hidden * m_weights2.transpose();
        m_gradient2.noalias() = m_outputErrors.transpose() * m_hidden;
        m_hiddenErrors.noalias() = m_outputErrors * m_weights2;
        m_gradient1.noalias() = m_hiddenErrors.transpose() * m_samples;
    }

    double GetCheck() const
    {
        return m_outputs.sum() + m_gradient1.sum() + m_gradient2.sum();
    }

  private:
    Matrix m_samples{Matrix::Random(BATCH, FEATURES)};
    Matrix m_weights1{Matrix::Random(HIDDEN, FEATURES) / 10};
    Matrix m_weights2{Matrix::Random(CLASSES, HIDDEN) / 10};
    Matrix m_outputErrors{Matrix::Random(BATCH, CLASSES)};
    Matrix m_hidden{BATCH, HIDDEN};
    Matrix m_outputs{BATCH, CLASSES};
    Matrix m_hiddenErrors{BATCH, HIDDEN};
    Matrix m_gradient1{HIDDEN, FEATURES};
    Matrix m_gradient2{CLASSES, HIDDEN};
};

double
MeasureGflops(Products& products, double seconds)
{
    using Clock = std::chrono::steady_clock;
    uint64_t rounds = 0;
    const auto begin = Clock::now();
    std::chrono::duration<double> wall{0};
    for (; wall.count() < seconds; wall = Clock::now() - begin)
    {
        for (int i = 0; i < 3; ++i, ++rounds)
        {
            products.Compute();
        }
    }
    return rounds * FLOPS / wall.count() / 1e9;
}

} // namespace

int
main(int argc, char* argv[])
{
    const double seconds = argc == 2 ? std::strtod(argv[1], nullptr) : 0;
    if (!(seconds > 0))
    {
        std::cerr << "usage: eigen-products SECONDS\n";
        return 2;
    }
    Products products;
    MeasureGflops(products, seconds / 10);
    const double gflops = MeasureGflops(products, seconds);
    std::cout << "gflops " << gflops << " check " << products.GetCheck() << std::endl;
    return 0;
}
