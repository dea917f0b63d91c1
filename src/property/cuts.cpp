// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/cuts.hpp"

#include "program/germ.hpp"

namespace polyspike {

CutFinder::CutFinder(const Problem& problem)
    : problem_(problem),
      polytopes_(forms_of(problem.domain.half_spaces), problem.interior),
      always_convex_(!has_spikes(problem.program)) {}

bool CutFinder::goes_on_beyond(const AffineForm& facet, const Point& point,
                               const Pattern& pattern) const {
  std::vector<Point> directions = directions_within(facet);
  directions.push_back((-facet).gradient);
  return pattern_near(problem_.program, point, directions) == pattern;
}

std::vector<bool> CutFinder::find_cuts(const Piece& piece, const Pattern& pattern) const {
  std::vector<bool> cuts(piece.half_spaces.size(), false);
  if (always_convex_) return cuts;
  const std::vector<AffineForm> rows = forms_of(piece.half_spaces);
  const std::vector<HalfSpace>& domain = problem_.domain.half_spaces;
  for (std::size_t f = 0; f < rows.size(); ++f) {
    const bool is_outer = std::any_of(domain.begin(), domain.end(), [&](const HalfSpace& h) {
      return h.form == rows[f];
    });
    if (is_outer) continue;
    const Point point = polytopes_.point_on_facet(rows, f, piece.interior);
    cuts[f] = goes_on_beyond(rows[f], point, pattern);
  }
  return cuts;
}

}  // namespace polyspike
