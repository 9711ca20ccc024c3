/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SPECTRAL_GAP_H
#define SPECTRAL_GAP_H

#include "mixing-matrix.h"

namespace ns3
{
namespace stardust
{

/// How the spectral gap is found.
enum SpectralSolver
{
    SPECTRAL_AUTO,  //!< dense up to LARGEST_DENSE_MATRIX devices, then Spectra
    SPECTRAL_DENSE, //!< all eigenvalues, by Eigen
    SPECTRAL_SPARSE //!< the largest alone, by Spectra
};

/// Devices up to which all eigenvalues are computed; time grows with the third power.
constexpr uint32_t LARGEST_DENSE_MATRIX = 500;

/**
 * @ingroup stardust
 * @return whether this build has Spectra (Debian package libspectra-dev), so that gaps of more
 *         than LARGEST_DENSE_MATRIX devices are found.
 */
bool HasSparseSpectralSolver();

/**
 * @ingroup stardust
 * The spectral gap 1 - rho of a mixing matrix, with rho the second largest modulus of its
 * eigenvalues: the factor by which a round contracts differences between models, asymptotically.
 * A gap of 0 means that there is no consensus, of 1 that there is after one round.
 * @param matrix row-stochastic or column-stochastic.
 * @param solver how it is found.
 * @return the gap, to about 1e-9; NaN if Spectra is needed but not in this build, or did not
 *         converge.
 */
double ComputeSpectralGap(const MixingMatrix& matrix, SpectralSolver solver = SPECTRAL_AUTO);

} // namespace stardust
} // namespace ns3

#endif // SPECTRAL_GAP_H
