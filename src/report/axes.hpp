// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "report/drawing.hpp"

namespace polyspike {

// From numbers to millimetres: a rectangle of the figure for a rectangle of the plane.
struct Frame {
  Spot low, high;      // of the plane
  Spot origin, size;   // of the figure, in millimetres
  double foot = 0;     // lowest part of it without numbers, in millimetres

  Spot place(double x, double y) const {
    return {origin.x + (x - low.x) / (high.x - low.x) * size.x,
            origin.y + (y - low.y) / (high.y - low.y) * size.y};
  }
};

// Round numbers within [low, high], about `count` of them.
std::vector<double> round_numbers(double low, double high, int count);
// A number of an axis.
std::string tick_text(double value);

extern const Colour ink, faint_ink;
// Ticks with numbers below and to the left of the frame, and the frame itself.
void draw_axes(Drawing& drawing, const Frame& frame, const std::string& x_name,
               const std::string& y_name);
// The part of a convex outline where a * x + b * y + c >= 0.
Outline clip(const Outline& outline, double a, double b, double c);
// Lines at 45 degrees, `distance` millimetres apart, inside a convex outline.
std::vector<Outline> hatch(const Outline& outline, double distance);

}  // namespace polyspike
