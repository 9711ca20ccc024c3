/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DIGIT_SHAPES_H
#define DIGIT_SHAPES_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace stardust
{

/// A place on the paper: x to the right, y downwards.
struct StrokePoint
{
    double x; //!< to the right
    double y; //!< downwards
};

/// How a pen goes through the control points of a stroke.
enum class StrokeKind
{
    STRAIGHT, //!< from point to point
    CURVED,   //!< along a spline
    CLOSED    //!< along a spline that returns to the first point
};

/// One movement of the pen.
struct PenStroke
{
    StrokeKind kind;                 //!< how it goes through the points
    std::vector<StrokePoint> points; //!< control points, in units of the digit's height
};

/// All strokes of a digit, within the unit square.
using DigitShape = std::vector<PenStroke>;

/**
 * @ingroup stardust
 * @param digit 0 to 9.
 * @return the ways to write it, at least one.
 */
const std::vector<DigitShape>& GetDigitShapes(uint32_t digit);

/**
 * @ingroup stardust
 * Replace a stroke by short straight ones: curved strokes by Catmull-Rom splines
 * with four pieces between two control points.
 * @param stroke the stroke.
 * @param[out] line replaced by the corners of the line that the pen follows.
 */
void FlattenStroke(const PenStroke& stroke, std::vector<StrokePoint>& line);

} // namespace stardust
} // namespace ns3

#endif // DIGIT_SHAPES_H
