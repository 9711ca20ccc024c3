/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ADA_GOSSIP_MIXER_H
#define ADA_GOSSIP_MIXER_H

#include "choco-mixer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * AdaGossip (Aketi, Hashemi and Roy, arXiv 2404.05919): ChocoMixer with a consensus step
 * of its own for each parameter, from a running mean square of the gossip error D,
 *
 *     u = Beta u + (1 - Beta) D^2;  x += min(1, Gamma / (sqrt(u / (1 - Beta^t)) + Epsilon)) D
 *
 * Defaults of Beta and Epsilon, the correction 1 / (1 - Beta^t) and the bound of 1 are those
 * of the authors' code (AdaG_SGD); the formula in the paper has neither. Gamma is
 * compared with the size of D: useful values are 10 to 100 times smaller than CHOCO's.
 *
 * Memory: 3 floats a parameter beside the model.
 */
class AdaGossipMixer : public ChocoMixer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint64_t CountKeptFloats() const override;
    double EstimateKeptModels(double neighbors) const override;

  protected:
    void BeginStep(uint32_t count) override;
    void Step(float* local, const GossipError& error, uint32_t begin, uint32_t size) override;

  private:
    double m_beta;              //!< see the attribute
    double m_epsilon;           //!< see the attribute
    bool m_correctBias;         //!< see the attribute
    bool m_bounded;             //!< see the attribute
    uint64_t m_steps{0};        //!< consensus steps begun
    float m_scale{1};           //!< of u in the step at hand
    Ptr<FloatBuffer> m_squares; //!< u
};

} // namespace stardust
} // namespace ns3

#endif // ADA_GOSSIP_MIXER_H
