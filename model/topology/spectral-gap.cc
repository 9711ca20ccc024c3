/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "spectral-gap.h"

#include <Eigen/Eigenvalues>

#ifdef STARDUST_HAS_SPECTRA
#include <Spectra/GenEigsSolver.h>
#include <Spectra/SymEigsSolver.h>
#endif

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace ns3
{
namespace stardust
{

namespace
{

constexpr double NOT_FOUND = std::numeric_limits<double>::quiet_NaN();

bool
IsSymmetric(const MixingMatrix& matrix)
{
    for (uint32_t i = 0; i < matrix.n; ++i)
    {
        for (std::size_t at = matrix.begins[i]; at < matrix.begins[i + 1]; ++at)
        {
            const uint32_t k = matrix.columns[at];
            const auto first = matrix.columns.begin() + matrix.begins[k];
            const auto last = matrix.columns.begin() + matrix.begins[k + 1];
            const auto found = std::lower_bound(first, last, i);
            if (found == last || *found != i ||
                std::abs(matrix.values[found - matrix.columns.begin()] - matrix.values[at]) > 1e-12)
            {
                return false;
            }
        }
    }
    return true;
}

// The matrix minus that of all 1 / n has 0 in place of the eigenvalue 1 that every stochastic
// matrix has, and otherwise the same eigenvalues, whether its rows or its columns add up to 1.

double
FindLargestDense(const MixingMatrix& matrix, bool symmetric)
{
    Eigen::MatrixXd dense = Eigen::MatrixXd::Constant(matrix.n, matrix.n, -1.0 / matrix.n);
    for (uint32_t i = 0; i < matrix.n; ++i)
    {
        for (std::size_t at = matrix.begins[i]; at < matrix.begins[i + 1]; ++at)
        {
            dense(i, matrix.columns[at]) += matrix.values[at];
        }
    }
    if (symmetric)
    {
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(dense, Eigen::EigenvaluesOnly);
        return solver.eigenvalues().cwiseAbs().maxCoeff();
    }
    const Eigen::EigenSolver<Eigen::MatrixXd> solver(dense, false);
    return solver.info() == Eigen::Success ? solver.eigenvalues().cwiseAbs().maxCoeff() : NOT_FOUND;
}

#ifdef STARDUST_HAS_SPECTRA

/// What Spectra wants of a matrix: its product with a vector.
class DeflatedProduct
{
  public:
    using Scalar = double; //!< of the matrix

    explicit DeflatedProduct(const MixingMatrix& matrix)
        : m_matrix(matrix)
    {
    }

    Eigen::Index rows() const
    {
        return m_matrix.n;
    }

    Eigen::Index cols() const
    {
        return m_matrix.n;
    }

    void perform_op(const double* in, double* out) const
    {
        const double mean = Eigen::Map<const Eigen::VectorXd>(in, m_matrix.n).mean();
        for (uint32_t i = 0; i < m_matrix.n; ++i)
        {
            double sum = 0;
            for (std::size_t at = m_matrix.begins[i]; at < m_matrix.begins[i + 1]; ++at)
            {
                sum += m_matrix.values[at] * in[m_matrix.columns[at]];
            }
            out[i] = sum - mean;
        }
    }

  private:
    const MixingMatrix& m_matrix; //!< the matrix
};

/// Dimensions of the space in which eigenvalues are sought: the larger, the fewer the restarts,
/// since gaps of large rings are small.
constexpr Eigen::Index SPACE = 100;

/**
 * Spectra's iteration breaks down where few eigenvalues differ, as in a star: its space has more
 * dimensions than the products of any vector span. Those products, made orthogonal, then give
 * all eigenvalues. Returns the largest modulus, or NaN if there are more than fit.
 */
double
FindLargestOfFew(const MixingMatrix& matrix)
{
    const Eigen::Index n = matrix.n;
    const DeflatedProduct product(matrix);
    Eigen::MatrixXd basis(n, SPACE);
    Eigen::MatrixXd projected = Eigen::MatrixXd::Zero(SPACE, SPACE);
    Eigen::VectorXd next(n);
    // Any vector without symmetry has a part in every direction that counts.
    for (Eigen::Index i = 0; i < n; ++i)
    {
        next(i) = std::fmod((i + 1) * 0.6180339887498949, 1.0) - 0.5;
    }
    double length = next.norm();
    for (Eigen::Index k = 0; k < SPACE; ++k)
    {
        basis.col(k) = next / length;
        product.perform_op(basis.col(k).data(), next.data());
        const auto known = basis.leftCols(k + 1);
        for (int pass = 0; pass < 2; ++pass)
        {
            const Eigen::VectorXd parts = known.transpose() * next;
            next -= known * parts;
            projected.col(k).head(k + 1) += parts;
        }
        length = next.norm();
        if (length < 1e-13)
        {
            const Eigen::EigenSolver<Eigen::MatrixXd> solver(projected.topLeftCorner(k + 1, k + 1), false);
            return solver.info() == Eigen::Success ? solver.eigenvalues().cwiseAbs().maxCoeff() : NOT_FOUND;
        }
        if (k + 1 < SPACE)
        {
            projected(k + 1, k) = length;
        }
    }
    return NOT_FOUND;
}

/// The largest modulus of an eigenvalue, by the given solver of Spectra.
template <class Solver>
double
FindLargest(const MixingMatrix& matrix, Eigen::Index wanted)
{
    try
    {
        DeflatedProduct product(matrix);
        Solver solver(product, wanted, std::min<Eigen::Index>(matrix.n, SPACE));
        solver.init();
        solver.compute(Spectra::SortRule::LargestMagn, 5000, 1e-10);
        const double largest = solver.info() == Spectra::CompInfo::Successful
                                   ? solver.eigenvalues().cwiseAbs().maxCoeff()
                                   : NOT_FOUND;
        // Stochastic matrices have none above 1.
        return largest < 1 + 1e-9 ? largest : NOT_FOUND;
    }
    catch (const std::runtime_error&)
    {
        return NOT_FOUND;
    }
}

double
FindLargestSparse(const MixingMatrix& matrix, bool symmetric)
{
    const double few = matrix.n > SPACE ? FindLargestOfFew(matrix) : NOT_FOUND;
    if (!std::isnan(few))
    {
        return few;
    }
    return symmetric ? FindLargest<Spectra::SymEigsSolver<DeflatedProduct>>(matrix, 1)
                     : FindLargest<Spectra::GenEigsSolver<DeflatedProduct>>(matrix, 2);
}

#else

double
FindLargestSparse(const MixingMatrix& /* matrix */, bool /* symmetric */)
{
    return NOT_FOUND;
}

#endif

} // namespace

bool
HasSparseSpectralSolver()
{
#ifdef STARDUST_HAS_SPECTRA
    return true;
#else
    return false;
#endif
}

double
ComputeSpectralGap(const MixingMatrix& matrix, SpectralSolver solver)
{
    const bool symmetric = IsSymmetric(matrix);
    // Spectra needs room for its space; so few devices are no work anyhow.
    const bool dense = matrix.n < 10 || solver == SPECTRAL_DENSE ||
                       (solver == SPECTRAL_AUTO && matrix.n <= LARGEST_DENSE_MATRIX);
    const double largest =
        dense ? FindLargestDense(matrix, symmetric) : FindLargestSparse(matrix, symmetric);
    return std::isnan(largest) ? largest : std::max(0.0, 1 - largest);
}

} // namespace stardust
} // namespace ns3
