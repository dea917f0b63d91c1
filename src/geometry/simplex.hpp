// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "linear/intersection.hpp"

namespace polyspike {

// The volume of the simplex of d + 1 corners in d dimensions, exactly; zero where they lie
// in a hyperplane.
Rational simplex_volume(std::span<const HomogeneousPoint* const> corners);

}  // namespace polyspike
