// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "engine/budget.hpp"
#include "polyspike/network.hpp"

namespace polyspike {

struct Difference {
  Point point;
  std::vector<Value> values_a, values_b;
};

// Tries so many points of the domain, the same ones every time, for one where the outputs
// differ. Exact where it finds one; finding none says nothing.
std::optional<Difference> find_difference(const Network& a, const Network& b,
                                          const Domain& domain, std::size_t points,
                                          Budget& budget);

}  // namespace polyspike
