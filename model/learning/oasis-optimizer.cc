/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "oasis-optimizer.h"

#include "hessian-probe.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(OasisOptimizer);

TypeId
OasisOptimizer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::OasisOptimizer")
            .SetParent<LocalOptimizer>()
            .SetGroupName("Stardust")
            .AddConstructor<OasisOptimizer>()
            .AddAttribute("Beta2",
                          "Share of the diagonal's estimate that a new one keeps, 0 to below 1",
                          DoubleValue(0.99),
                          MakeDoubleAccessor(&OasisOptimizer::m_beta2),
                          MakeDoubleChecker<double>(0, 0.9999999))
            .AddAttribute("Alpha",
                          "Least value that a step is divided by, above 0. With 1 no step is longer "
                          "than that of plain gradient descent; less makes up for bad scales, and "
                          "asks for a small step size where the loss is not convex",
                          DoubleValue(1),
                          MakeDoubleAccessor(&OasisOptimizer::m_alpha),
                          MakeDoubleChecker<double>(std::numeric_limits<float>::min()))
            .AddAttribute("Interval",
                          "Steps from one estimate of the diagonal to the next",
                          UintegerValue(1),
                          MakeUintegerAccessor(&OasisOptimizer::m_interval),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("WarmUp",
                          "Draws whose mean the diagonal begins with",
                          UintegerValue(50),
                          MakeUintegerAccessor(&OasisOptimizer::m_warmUp),
                          MakeUintegerChecker<uint32_t>(1, 1000000));
    return tid;
}

bool
OasisOptimizer::ObservesCurvature() const
{
    return true;
}

double
OasisOptimizer::GetGradientsPerStep() const
{
    return 1 + 2 / static_cast<double>(m_interval);
}

int64_t
OasisOptimizer::AssignStreams(int64_t stream)
{
    return m_random.AssignStreams(stream);
}

const std::vector<float>&
OasisOptimizer::GetDiagonal() const
{
    return m_diagonal;
}

void
OasisOptimizer::DrawEstimate(const HessianProbe& probe)
{
    m_random.Draw(m_signs);
    probe.Multiply(m_signs.data(), m_product.data());
    for (std::size_t k = 0; k < m_signs.size(); ++k)
    {
        m_product[k] *= m_signs[k];
    }
}

uint32_t
OasisOptimizer::GetStateVectors() const
{
    return 3;
}

void
OasisOptimizer::DoReset()
{
    m_steps = 0;
    m_diagonal.clear();
}

void
OasisOptimizer::BeginDiagonal(const HessianProbe& probe)
{
    m_signs.resize(probe.GetSize());
    m_product.resize(probe.GetSize());
    m_diagonal.assign(probe.GetSize(), 0);
    for (uint32_t draw = 0; draw < m_warmUp; ++draw)
    {
        DrawEstimate(probe);
        for (std::size_t k = 0; k < m_diagonal.size(); ++k)
        {
            m_diagonal[k] += m_product[k] / static_cast<float>(m_warmUp);
        }
    }
}

void
OasisOptimizer::ObserveCurvature(const HessianProbe& probe)
{
    if (m_diagonal.empty())
    {
        BeginDiagonal(probe);
    }
    else if (m_steps % m_interval == 0)
    {
        DrawEstimate(probe);
        const auto keep = static_cast<float>(m_beta2);
        for (std::size_t k = 0; k < m_diagonal.size(); ++k)
        {
            m_diagonal[k] = keep * m_diagonal[k] + (1 - keep) * m_product[k];
        }
    }
    ++m_steps;
}

void
OasisOptimizer::DoStep(float* parameters, const float* gradient, uint32_t count, double stepSize)
{
    NS_ABORT_MSG_IF(m_diagonal.size() != count, "OASIS must see the curvature before a step");
    const auto step = static_cast<float>(stepSize);
    const auto least = static_cast<float>(m_alpha);
    for (uint32_t k = 0; k < count; ++k)
    {
        // Written so that a diagonal that is not a number shows.
        const float size = std::abs(m_diagonal[k]);
        parameters[k] -= step * gradient[k] / (size < least ? least : size);
    }
}

} // namespace stardust
} // namespace ns3
