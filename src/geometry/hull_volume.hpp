// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "polyspike/affine_form.hpp"

namespace polyspike {

// The exact volume of the convex hull of points that span their space, by CGAL's
// triangulation in any dimension. It sees no half-space and no incidence, so it is a second
// opinion on all of these. In four dimensions it takes milliseconds a polytope, in six a
// second: pulling_volume is for those.
Rational hull_volume(std::span<const Point> points);

}  // namespace polyspike
