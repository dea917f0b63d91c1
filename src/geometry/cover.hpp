// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "engine/explore.hpp"
#include "linear/double_description.hpp"

namespace polyspike {

// The cover check: the pieces of a partition have disjoint interiors, so they cover the
// domain iff their volumes sum to the domain's. It catches a lost piece as well as two that
// overlap. Volumes are those in the coordinates of the problem's flat.
struct Cover {
  bool complete = false;  // the exploration came to its end
  Rational pieces;
  Rational domain;

  bool is_exact() const { return complete && pieces == domain; }
};

// `volume` computes that of a polytope: pulling_volume, or hull_volume of its points.
Cover measure_cover(const Problem& problem, const ExploreOptions& options,
                    const std::function<Rational(const VertexList&)>& volume);

}  // namespace polyspike
