// SPDX-License-Identifier: GPL-3.0-or-later
#include "geometry/cover.hpp"

#include "engine/engine_choice.hpp"
#include "property/adjacency.hpp"

namespace polyspike {

Cover measure_cover(const Problem& problem, const ExploreOptions& options,
                    const std::function<Rational(const VertexList&)>& volume) {
  Cover cover;
  const auto measure = [&](const std::vector<HalfSpace>& half_spaces) {
    return volume(find_vertices(forms_of(half_spaces)));
  };
  cover.domain = measure(problem.domain.half_spaces);
  cover.complete = explore_any(problem, options, [&](const Leaf& leaf) {
                     cover.pieces += measure(leaf.half_spaces());
                     return true;
                   }).complete;
  return cover;
}

}  // namespace polyspike
