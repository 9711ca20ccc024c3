/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "robust-averaging.h"

#include "vector-blocks.h"

#include "ns3/assert.h"

namespace ns3
{
namespace stardust
{

namespace
{

/// Coordinates that are sorted at a time: those of a dozen models stay in the nearest cache.
constexpr uint32_t SORTED_LENGTH = 256;

/// Rows of values, of which each column is to be sorted.
class SortedColumns
{
  public:
    explicit SortedColumns(uint32_t rows)
        : m_rows(rows),
          m_values(std::size_t(rows) * SORTED_LENGTH)
    {
    }

    float* GetRow(uint32_t row)
    {
        return m_values.data() + std::size_t(row) * SORTED_LENGTH;
    }

    /// Batcher's merge exchange (Knuth, The Art of Computer Programming 3, 5.2.2, algorithm M): which
    /// rows are compared does not depend on the values, so whole rows are compared at a time.
    void Sort(uint32_t length)
    {
        uint32_t top = 1;
        while (2 * top < m_rows)
        {
            top *= 2;
        }
        for (uint32_t p = m_rows > 1 ? top : 0; p > 0; p /= 2)
        {
            uint32_t bit = 0;
            uint32_t distance = p;
            for (uint32_t q = top;; q /= 2)
            {
                ExchangeRows(p, bit, distance, length);
                if (q == p)
                {
                    break;
                }
                distance = q - p;
                bit = p;
            }
        }
    }

  private:
    void ExchangeRows(uint32_t p, uint32_t bit, uint32_t distance, uint32_t length)
    {
        for (uint32_t row = 0; row + distance < m_rows; ++row)
        {
            if ((row & p) == bit)
            {
                Exchange(GetRow(row), GetRow(row + distance), length);
            }
        }
    }

    static void Exchange(float* low, float* high, uint32_t length)
    {
        // A compiler makes branches of this if written value by value, ten times as slow.
        Values first(low, length);
        Values second(high, length);
        const Eigen::Array<float, Eigen::Dynamic, 1, 0, SORTED_LENGTH, 1> smaller = first.min(second);
        second = first.max(second);
        first = smaller;
    }

    uint32_t m_rows;             //!< how many
    std::vector<float> m_values; //!< row by row
};

double
ComputeSquare(const float* one, const float* other, uint32_t size)
{
    return (ConstValues(one, size) - ConstValues(other, size)).square().sum();
}

} // namespace

void
AverageMiddle(float* model,
              uint32_t count,
              double ownWeight,
              const std::vector<Ptr<const ModelMessage>>& messages,
              uint32_t trimmed)
{
    const auto rows = static_cast<uint32_t>(messages.size()) + 1;
    NS_ASSERT_MSG(2 * trimmed < rows, "something must be left");
    const auto weight = static_cast<float>((1 - ownWeight) / (rows - 2 * trimmed));
    SortedColumns columns(rows);
    ForEachBlock<SORTED_LENGTH>(count, [&](uint32_t begin, uint32_t size) {
        std::copy_n(model + begin, size, columns.GetRow(0));
        for (uint32_t k = 1; k < rows; ++k)
        {
            std::copy_n(messages[k - 1]->parameters->Data() + begin, size, columns.GetRow(k));
        }
        columns.Sort(size);
        // Differences, so that equal models stay what they are to the last bit.
        float own[SORTED_LENGTH];
        std::copy_n(model + begin, size, own);
        for (uint32_t row = trimmed; row < rows - trimmed; ++row)
        {
            Values(model + begin, size) +=
                weight * (ConstValues(columns.GetRow(row), size) - ConstValues(own, size));
        }
    });
}

std::vector<double>
ComputeSquaredDistances(const float* model,
                        uint32_t count,
                        const std::vector<Ptr<const ModelMessage>>& messages)
{
    std::vector<double> squares(messages.size());
    ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
        for (std::size_t k = 0; k < messages.size(); ++k)
        {
            squares[k] += ComputeSquare(model + begin, messages[k]->parameters->Data() + begin, size);
        }
    });
    return squares;
}

std::vector<std::vector<double>>
ComputePairDistances(const float* model,
                     uint32_t count,
                     const std::vector<Ptr<const ModelMessage>>& messages)
{
    std::vector<const float*> models{model};
    for (const auto& message : messages)
    {
        models.push_back(message->parameters->Data());
    }
    std::vector<std::vector<double>> squares(models.size(), std::vector<double>(models.size()));
    ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
        for (std::size_t i = 0; i < models.size(); ++i)
        {
            for (std::size_t j = 0; j < i; ++j)
            {
                squares[i][j] += ComputeSquare(models[i] + begin, models[j] + begin, size);
                squares[j][i] = squares[i][j];
            }
        }
    });
    return squares;
}

} // namespace stardust
} // namespace ns3
