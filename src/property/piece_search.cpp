// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/piece_search.hpp"

#include "lp/facets.hpp"
#include "property/adjacency.hpp"

namespace polyspike {

PieceSearch::PieceSearch(const Problem& problem)
    : dimension_(problem.domain.dimension),
      bounds_(coordinate_bounds(forms_of(problem.domain.half_spaces), problem.interior)) {}

std::optional<Point> PieceSearch::find(const Piece& piece,
                                       const HalfSpace& half_space) const {
  if (half_space.form.is_constant()) {
    if (half_space.contains(piece.interior)) return piece.interior;
    return std::nullopt;
  }
  if (piece.dimension == dimension_) {
    Cell cell(dimension_);
    cell.set_bounds(bounds_);
    for (const HalfSpace& h : piece.half_spaces) cell.push(h.form);
    const Witness inside = make_witness(cell, piece.interior);
    if (Cell::sign_at(half_space.form, inside) > 0) return piece.interior;
    const Cell::Maximum up = cell.maximize(half_space.form, inside);
    if (up.positive) return up.beyond.point();
    if (half_space.strict || !up.may_be_zero) return std::nullopt;
  }
  std::vector<HalfSpace> rows = piece.half_spaces;
  rows.push_back(half_space);
  const auto hull = find_hull(Flat::whole(dimension_), rows);
  if (!hull) return std::nullopt;
  return hull->flat.extend(hull->interior);
}

}  // namespace polyspike
