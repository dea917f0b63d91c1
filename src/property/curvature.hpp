// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "property/claims.hpp"

namespace polyspike {

// Points x, m, y on a line, m between x and y, where some output is below (concave) or above
// (convex) the chord, or one point where the network never fires; none if every output is
// concave, or convex, on the closed domain. The partition must hold all dimensions and be
// complete.
//
// A function is concave on a polytope iff it is finite, concave and continuous inside, not
// above its limit on the boundary, and concave on every facet of the polytope; the last is
// asked only where the boundary is below the limit.
enum class Curvature { concave, convex };
struct CurvatureResult {
  bool complete = true;  // false: the budget ran out on a facet
  std::optional<Refutation> refutation;
};
CurvatureResult refute_curvature(const Problem& problem, const Partition& partition,
                                 Curvature curvature, const ExploreOptions& options);

}  // namespace polyspike
