// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "polyspike/network.hpp"

namespace polyspike {

// The outputs of a network, encoder included, at a point of the domain's space, inside the
// domain or not. Throws std::logic_error if the point has not one coordinate per input.
std::vector<Value> evaluate(const Network& network, std::span<const Rational> point);

}  // namespace polyspike
