// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "polyspike/rational.hpp"

namespace polyspike {

// The slope for z < 0 of an activation with slope 1 for z > 0 and value 0 at z = 0: 0 for
// relu, 1 for identity. Nothing for other activations.
std::optional<Rational> slope_below_zero(const std::string& activation);

}  // namespace polyspike
