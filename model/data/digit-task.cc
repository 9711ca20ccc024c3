/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "digit-task.h"

#include "digit-shapes.h"
#include "input-error.h"
#include "number-parser.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

namespace ns3
{
namespace stardust
{

namespace
{

constexpr uint32_t DIGITS = 10;
constexpr uint32_t PIXELS = DIGIT_SIDE * DIGIT_SIDE;
/// Height of an undistorted digit, pixels.
constexpr double DIGIT_HEIGHT = 19;

// What difficulty 1 does at most.
constexpr double JITTER = 0.05;       // of the digit's height
constexpr double ROTATION = 0.25;     // rad
constexpr double SHEAR = 0.3;         // width a height
constexpr double STRETCH_WIDTH = 0.2; // of the logarithm
constexpr double STRETCH_HEIGHT = 0.1;
constexpr double SHIFT = 2;    // pixels
constexpr double NOISE = 0.15; // of ink

// The pen, at any difficulty, pixels.
constexpr double LEAST_RADIUS = 0.8;
constexpr double MOST_RADIUS = 1.7;
constexpr double LEAST_EDGE = 1;
constexpr double MOST_EDGE = 2;

/// The image of a point of the unit square, pixels.
struct AffineMap
{
    double xx; //!< of x in x
    double xy; //!< of y in x
    double yx; //!< of x in y
    double yy; //!< of y in y
    double x;  //!< of the centre
    double y;  //!< of the centre

    /**
     * @param point in the unit square.
     * @return its place in the image.
     */
    StrokePoint Apply(const StrokePoint& point) const
    {
        const double u = point.x - 0.5;
        const double v = point.y - 0.5;
        return {x + xx * u + xy * v, y + yx * u + yy * v};
    }
};

/// A round pen.
struct DigitPen
{
    double radius; //!< to where half of the ink is, pixels
    double edge;   //!< over so much it fades, pixels
};

AffineMap
DrawMap(double difficulty, Ptr<UniformRandomVariable> random)
{
    const auto draw = [&](double most) { return difficulty * most * random->GetValue(-1, 1); };
    const double angle = draw(ROTATION);
    const double shear = draw(SHEAR);
    const double width = DIGIT_HEIGHT * std::exp(draw(STRETCH_WIDTH));
    const double height = DIGIT_HEIGHT * std::exp(draw(STRETCH_HEIGHT));
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    // Stretch, then shear x by y, then rotate.
    AffineMap map{c * width,
                  (c * shear - s) * height,
                  s * width,
                  (s * shear + c) * height,
                  DIGIT_SIDE / 2.0,
                  DIGIT_SIDE / 2.0};
    map.x += draw(SHIFT);
    map.y += draw(SHIFT);
    return map;
}

/// Squared distance of a pixel's centre from a piece of a line.
float
GetSquaredDistance(float px, float py, float dx, float dy, float inverse)
{
    const float t = std::clamp((px * dx + py * dy) * inverse, 0.0f, 1.0f);
    const float ex = px - t * dx;
    const float ey = py - t * dy;
    return ex * ex + ey * ey;
}

/// Pixels whose centres may be within reach of an interval.
std::pair<int, int>
GetPixelRange(double a, double b, double reach)
{
    const double low = std::clamp(std::min(a, b) - reach, -1.0, DIGIT_SIDE + 1.0);
    const double high = std::clamp(std::max(a, b) + reach, -1.0, DIGIT_SIDE + 1.0);
    return {std::max(static_cast<int>(low), 0),
            std::min(static_cast<int>(high), int(DIGIT_SIDE) - 1)};
}

/// Lower each pixel's squared distance to the line to that of one piece of it.
void
DrawPiece(const StrokePoint& a, const StrokePoint& b, double reach, float* squares)
{
    const auto columns = GetPixelRange(a.x, b.x, reach);
    const auto rows = GetPixelRange(a.y, b.y, reach);
    const auto dx = static_cast<float>(b.x - a.x);
    const auto dy = static_cast<float>(b.y - a.y);
    const float length = dx * dx + dy * dy;
    const float inverse = length > 0 ? 1 / length : 0;
    for (int row = rows.first; row <= rows.second; ++row)
    {
        const auto py = static_cast<float>(row + 0.5 - a.y);
        for (int column = columns.first; column <= columns.second; ++column)
        {
            const auto px = static_cast<float>(column + 0.5 - a.x);
            float& square = squares[row * DIGIT_SIDE + column];
            square = std::min(square, GetSquaredDistance(px, py, dx, dy, inverse));
        }
    }
}

/// Draws digits one after the other; keeps its memory between them.
class DigitPainter
{
  public:
    /**
     * @param difficulty scale of the distortions.
     * @param stream of the draws.
     */
    DigitPainter(double difficulty, int64_t stream)
        : m_difficulty(difficulty),
          m_random(CreateObject<UniformRandomVariable>())
    {
        m_random->SetStream(stream);
    }

    /**
     * Draw the next digit.
     * @param digit which one.
     * @param[out] image its pixels.
     */
    void Paint(uint32_t digit, float* image)
    {
        const auto& shapes = GetDigitShapes(digit);
        const DigitShape& shape = shapes[m_random->GetInteger(0, shapes.size() - 1)];
        const AffineMap map = DrawMap(m_difficulty, m_random);
        const DigitPen pen{m_random->GetValue(LEAST_RADIUS, MOST_RADIUS),
                           m_random->GetValue(LEAST_EDGE, MOST_EDGE)};
        m_squares.fill(std::numeric_limits<float>::max());
        for (const PenStroke& stroke : shape)
        {
            PaintStroke(stroke, map, pen);
        }
        const auto middle = static_cast<float>(pen.radius / pen.edge + 0.5);
        const auto slope = static_cast<float>(1 / pen.edge);
        for (uint32_t k = 0; k < PIXELS; ++k)
        {
            image[k] = std::clamp(middle - slope * std::sqrt(m_squares[k]), 0.0f, 1.0f);
        }
    }

  private:
    /**
     * @param stroke of the digit.
     * @param map where it goes.
     * @param pen draws it.
     */
    void PaintStroke(const PenStroke& stroke, const AffineMap& map, const DigitPen& pen)
    {
        m_stroke = stroke;
        for (auto& point : m_stroke.points)
        {
            point.x += m_difficulty * JITTER * m_random->GetValue(-1, 1);
            point.y += m_difficulty * JITTER * m_random->GetValue(-1, 1);
        }
        FlattenStroke(m_stroke, m_line);
        const double reach = pen.radius + pen.edge / 2;
        StrokePoint last = map.Apply(m_line.front());
        for (std::size_t k = 1; k < m_line.size(); ++k)
        {
            const StrokePoint next = map.Apply(m_line[k]);
            DrawPiece(last, next, reach, m_squares.data());
            last = next;
        }
    }

    double m_difficulty;                 //!< scale of the distortions
    Ptr<UniformRandomVariable> m_random; //!< all draws but the noise
    PenStroke m_stroke;                  //!< the present one, its points moved
    std::vector<StrokePoint> m_line;     //!< the present stroke, flattened
    std::array<float, PIXELS> m_squares; //!< squared distance of each pixel to the strokes
};

void
AddPixelNoise(double most, Ptr<UniformRandomVariable> noise, float* image)
{
    for (uint32_t k = 0; k < PIXELS; ++k)
    {
        const auto value = static_cast<float>(most * noise->GetValue(-1, 1));
        image[k] = std::clamp(image[k] + value, 0.0f, 1.0f);
    }
}

void
CheckTask(const DigitTask& task)
{
    if (task.samples == 0)
    {
        throw InputError("drawn digits: no samples (--samplesPerLearner=0?)");
    }
    if (!(task.difficulty >= 0 && task.difficulty <= MAX_DIGIT_DIFFICULTY))
    {
        throw InputError("--difficulty=" + FormatNumber(task.difficulty) +
                         ": expected a number from 0 to " + FormatNumber(MAX_DIGIT_DIFFICULTY));
    }
}

} // namespace

Ptr<LabeledDataset>
MakeDigitTask(const DigitTask& task, int64_t stream)
{
    CheckTask(task);
    DigitPainter painter(task.difficulty, stream);
    auto noise = CreateObject<UniformRandomVariable>();
    noise->SetStream(stream + 1);
    auto data = Create<LabeledDataset>(task.samples, PIXELS, DIGITS);
    data->SetImageShape({1, DIGIT_SIDE, DIGIT_SIDE});
    for (uint32_t i = 0; i < task.samples; ++i)
    {
        float* image = data->GetRow(i);
        painter.Paint(i % DIGITS, image);
        AddPixelNoise(task.difficulty * NOISE, noise, image);
        data->SetLabel(i, i % DIGITS);
    }
    return data;
}

} // namespace stardust
} // namespace ns3
