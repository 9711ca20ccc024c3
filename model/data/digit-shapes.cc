/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "digit-shapes.h"

#include "ns3/abort.h"

namespace ns3
{
namespace stardust
{

namespace
{

/// Straight pieces between two control points of a curve.
constexpr uint32_t PIECES = 4;

constexpr StrokeKind STRAIGHT = StrokeKind::STRAIGHT;
constexpr StrokeKind CURVED = StrokeKind::CURVED;
constexpr StrokeKind CLOSED = StrokeKind::CLOSED;

/// The ways to write each digit, drawn by eye.
std::vector<std::vector<DigitShape>>
MakeShapes()
{
    return {
        // 0
        {{{CLOSED,
           {{0.5, 0.0},
            {0.28, 0.14},
            {0.2, 0.5},
            {0.28, 0.86},
            {0.5, 1.0},
            {0.72, 0.86},
            {0.8, 0.5},
            {0.72, 0.14}}}}},
        // 1: a bar; with a flag
        {{{STRAIGHT, {{0.5, 0.0}, {0.5, 1.0}}}},
         {{STRAIGHT, {{0.3, 0.22}, {0.54, 0.0}, {0.54, 1.0}}}}},
        // 2: with a straight foot; with a loop
        {{{CURVED,
           {{0.2, 0.26},
            {0.34, 0.05},
            {0.62, 0.02},
            {0.77, 0.22},
            {0.66, 0.5},
            {0.42, 0.76},
            {0.18, 1.0}}},
          {STRAIGHT, {{0.18, 1.0}, {0.84, 1.0}}}},
         {{CURVED,
           {{0.22, 0.2},
            {0.45, 0.0},
            {0.74, 0.2},
            {0.6, 0.58},
            {0.32, 0.94},
            {0.18, 0.9},
            {0.3, 0.78},
            {0.58, 0.94},
            {0.86, 0.96}}}}},
        // 3: round; with a flat top
        {{{CURVED, {{0.22, 0.12}, {0.48, 0.0}, {0.74, 0.16}, {0.68, 0.38}, {0.44, 0.47}}},
          {CURVED,
           {{0.44, 0.47}, {0.72, 0.55}, {0.8, 0.78}, {0.54, 1.0}, {0.2, 0.9}}}},
         {{STRAIGHT, {{0.22, 0.02}, {0.76, 0.02}, {0.46, 0.42}}},
          {CURVED, {{0.46, 0.42}, {0.74, 0.52}, {0.8, 0.76}, {0.56, 1.0}, {0.2, 0.92}}}}},
        // 4: open; closed
        {{{STRAIGHT, {{0.26, 0.0}, {0.2, 0.54}, {0.84, 0.52}}},
          {STRAIGHT, {{0.72, 0.06}, {0.68, 1.0}}}},
         {{STRAIGHT, {{0.66, 1.0}, {0.66, 0.0}, {0.14, 0.66}, {0.88, 0.66}}}}},
        // 5
        {{{STRAIGHT, {{0.78, 0.02}, {0.3, 0.02}, {0.26, 0.44}}},
          {CURVED,
           {{0.26, 0.44}, {0.54, 0.37}, {0.78, 0.56}, {0.72, 0.88}, {0.44, 1.0}, {0.18, 0.9}}}}},
        // 6
        {{{CURVED,
           {{0.68, 0.0},
            {0.38, 0.22},
            {0.22, 0.58},
            {0.28, 0.88},
            {0.52, 1.0},
            {0.76, 0.86},
            {0.74, 0.6},
            {0.5, 0.5},
            {0.26, 0.66}}}}},
        // 7: plain; with a bar
        {{{STRAIGHT, {{0.18, 0.04}, {0.82, 0.04}, {0.42, 1.0}}}},
         {{STRAIGHT, {{0.18, 0.04}, {0.82, 0.04}, {0.42, 1.0}}},
          {STRAIGHT, {{0.36, 0.52}, {0.8, 0.5}}}}},
        // 8: in one stroke; two rings
        {{{CLOSED,
           {{0.5, 0.0},
            {0.25, 0.22},
            {0.5, 0.47},
            {0.77, 0.76},
            {0.5, 1.0},
            {0.23, 0.76},
            {0.5, 0.47},
            {0.75, 0.22}}}},
         {{CLOSED, {{0.5, 0.0}, {0.26, 0.23}, {0.5, 0.46}, {0.74, 0.23}}},
          {CLOSED, {{0.5, 0.46}, {0.2, 0.73}, {0.5, 1.0}, {0.8, 0.73}}}}},
        // 9: with a straight stem; with a hook
        {{{CLOSED, {{0.5, 0.0}, {0.24, 0.26}, {0.48, 0.5}, {0.74, 0.24}}},
          {STRAIGHT, {{0.76, 0.04}, {0.68, 1.0}}}},
         {{CLOSED, {{0.5, 0.0}, {0.24, 0.26}, {0.48, 0.5}, {0.75, 0.24}}},
          {CURVED, {{0.76, 0.16}, {0.78, 0.6}, {0.62, 0.96}, {0.28, 0.92}}}}}};
}

/// Catmull-Rom spline between b and c, at 0 <= t <= 1.
StrokePoint
Interpolate(const StrokePoint& a,
            const StrokePoint& b,
            const StrokePoint& c,
            const StrokePoint& d,
            double t)
{
    const double t2 = t * t;
    const double t3 = t2 * t;
    const double wa = (-t3 + 2 * t2 - t) / 2;
    const double wb = (3 * t3 - 5 * t2 + 2) / 2;
    const double wc = (-3 * t3 + 4 * t2 + t) / 2;
    const double wd = (t3 - t2) / 2;
    return {wa * a.x + wb * b.x + wc * c.x + wd * d.x,
            wa * a.y + wb * b.y + wc * c.y + wd * d.y};
}

} // namespace

const std::vector<DigitShape>&
GetDigitShapes(uint32_t digit)
{
    static const auto shapes = MakeShapes();
    NS_ABORT_MSG_IF(digit >= shapes.size(), "no digit");
    return shapes[digit];
}

void
FlattenStroke(const PenStroke& stroke, std::vector<StrokePoint>& line)
{
    const auto& points = stroke.points;
    line.clear();
    if (stroke.kind == STRAIGHT)
    {
        line = points;
        return;
    }
    const std::size_t n = points.size();
    const bool closed = stroke.kind == CLOSED;
    // Beyond its ends an open curve has its end points once more.
    const auto at = [&](std::size_t k) {
        // k is one more than the index, which may be -1.
        return closed ? points[(k + n - 1) % n]
                      : points[k == 0 ? 0 : (k > n ? n - 1 : k - 1)];
    };
    for (std::size_t k = 0; k + (closed ? 0 : 1) < n; ++k)
    {
        for (uint32_t piece = 0; piece < PIECES; ++piece)
        {
            const double t = double(piece) / PIECES;
            line.push_back(Interpolate(at(k), at(k + 1), at(k + 2), at(k + 3), t));
        }
    }
    line.push_back(closed ? points.front() : points.back());
}

} // namespace stardust
} // namespace ns3
