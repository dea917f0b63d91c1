// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/cell_shapes.hpp"

#include <algorithm>
#include <set>

#include "engine/hull.hpp"
#include "lp/exact_maximum.hpp"
#include "property/adjacency.hpp"

namespace polyspike {

namespace {

using Pieces = std::vector<const Piece*>;

bool is_valid_on(const AffineForm& form, const Piece& piece) {
  return exact_maximum(forms_of(piece.half_spaces), -form, piece.interior).value.sign() <=
         0;
}

bool meet_inside(const std::vector<AffineForm>& hull, const Piece& piece) {
  std::vector<HalfSpace> rows;
  for (const AffineForm& form : hull) rows.push_back({form, true});
  for (const HalfSpace& h : piece.half_spaces) rows.push_back({h.form, true});
  return find_hull(Flat::whole(piece.interior.size()), rows).has_value();
}

// The facets of a cell's pieces that hold on all of the cell describe a polyhedron around
// it: the cell itself if that is convex. So it is convex if and only if no piece of
// another cell reaches inside.
bool is_convex(const Pieces& cell, const Pieces& others) {
  if (cell.size() == 1) return true;
  std::vector<AffineForm> hull;
  for (const Piece* piece : cell)
    for (const HalfSpace& h : piece->half_spaces)
      if (std::all_of(cell.begin(), cell.end(),
                      [&](const Piece* other) { return is_valid_on(h.form, *other); }))
        hull.push_back(h.form);
  return std::none_of(others.begin(), others.end(),
                      [&](const Piece* other) { return meet_inside(hull, *other); });
}

}  // namespace

bool has_convex_cells(const Partition& partition) {
  for (std::uint32_t c = 0; c < partition.patterns.size(); ++c) {
    Pieces cell, others;
    for (const Piece& piece : partition.pieces)
      if (partition.is_full(piece)) (piece.cell == c ? cell : others).push_back(&piece);
    if (!is_convex(cell, others)) return false;
  }
  return true;
}

std::uint64_t count_adjacent_cells(const Problem& problem, const Partition& partition) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  const auto cells = [&](std::size_t a, std::size_t b) {
    return std::minmax(partition.pieces[a].cell, partition.pieces[b].cell);
  };
  FacetIndex(problem, partition)
      .for_each_pair(
          [&](std::size_t a, std::size_t b, const AffineForm&) {
            const std::pair<std::uint32_t, std::uint32_t> pair = cells(a, b);
            return pair.first != pair.second && !pairs.contains(pair);
          },
          [&](std::size_t a, std::size_t b, const AffineForm&, const Point&) {
            pairs.insert(cells(a, b));
            return true;
          });
  return pairs.size();
}

}  // namespace polyspike
