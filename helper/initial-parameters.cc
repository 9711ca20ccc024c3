/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "initial-parameters.h"

#include "stream-plan.h"

#include "ns3/input-error.h"
#include "ns3/npy-reader.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

void
InitialParameters::ReadFile(const std::string& path)
{
    const NpyArray array = ReadNpy(path);
    m_path = path;
    m_rowPerDevice = array.shape.size() == 2;
    const std::size_t rows = m_rowPerDevice ? array.shape.front() : 1;
    const std::size_t count = array.shape.back();
    m_fromFile.clear();
    for (std::size_t r = 0; r < rows; ++r)
    {
        const float* row = array.values.data() + r * count;
        const float* wrong = std::find_if_not(row, row + count, [](float x) {
            return std::isfinite(x);
        });
        if (wrong != row + count)
        {
            throw InputError(path + ": parameter " + std::to_string(wrong - row) + " in row " +
                             std::to_string(r) + " is " + std::to_string(*wrong) +
                             ", expected finite float32 numbers");
        }
        auto buffer = Create<FloatBuffer>(count);
        std::copy(row, row + count, buffer->Data());
        m_fromFile.push_back(buffer);
    }
}

void
InitialParameters::SetIndependent(bool independent)
{
    m_independent = independent;
}

void
InitialParameters::CheckFile(uint32_t n) const
{
    const std::string context = "--initialModel=" + m_path + ": ";
    if (!m_objective)
    {
        throw InputError(context + "nothing is learned, models have no parameters");
    }
    const std::size_t found = m_fromFile.front()->Size();
    if (found != m_objective->GetParameterCount())
    {
        throw InputError(context + "models of " + std::to_string(found) +
                         " parameters, but the task's model has " +
                         std::to_string(m_objective->GetParameterCount()));
    }
    if (m_rowPerDevice && m_fromFile.size() != n)
    {
        throw InputError(context + std::to_string(m_fromFile.size()) +
                         " rows for " + std::to_string(n) + " devices (--learners)" +
                         "; expected a row a device, or one vector for all");
    }
}

void
InitialParameters::Prepare(Ptr<const LearningObjective> objective, uint32_t n)
{
    m_objective = objective;
    m_common = nullptr;
    if (!m_fromFile.empty())
    {
        CheckFile(n);
        m_common = m_rowPerDevice ? nullptr : m_fromFile.front();
    }
    else if (!m_objective)
    {
        m_common = Create<FloatBuffer>(0);
    }
    else if (!m_independent)
    {
        m_common = Draw(STREAMS_INITIAL);
    }
}

Ptr<FloatBuffer>
InitialParameters::Get(uint32_t id) const
{
    if (m_common)
    {
        return m_common;
    }
    return m_fromFile.empty() ? Draw(STREAMS_DEVICE_INITIAL + id) : m_fromFile[id];
}

Ptr<FloatBuffer>
InitialParameters::Draw(int64_t stream) const
{
    auto parameters = Create<FloatBuffer>(m_objective->GetParameterCount());
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    m_objective->Initialize(parameters->Data(), random);
    return parameters;
}

} // namespace stardust
} // namespace ns3
