// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "engine/leaf.hpp"

namespace polyspike {

// A facet among those of a leaf, in doubles.
struct FacetOf {
  const std::vector<FacetBox>* boxes;
  std::size_t row;

  const FacetBox& box() const { return (*boxes)[row]; }
};

// Of facets of two leaves, in exactly the same hyperplane: whether they have more than a
// face in common, where doubles prove it either way.
std::optional<bool> do_facets_meet(const FacetOf& a, const FacetOf& b);
// Looks longer for a point that is surely inside both.
bool find_common_point(const FacetOf& a, const FacetOf& b);

}  // namespace polyspike
