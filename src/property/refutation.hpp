// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "property/claims.hpp"

namespace polyspike {

// Points of the problem's flat, brought to the domain's coordinates and evaluated.
Refutation refutation_at(const Problem& problem, const std::vector<Point>& points);

}  // namespace polyspike
