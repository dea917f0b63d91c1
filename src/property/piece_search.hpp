// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "engine/hull.hpp"
#include "property/partition.hpp"

namespace polyspike {

// Looks for points of half-open pieces of one problem's partition.
class PieceSearch {
 public:
  explicit PieceSearch(const Problem& problem);

  // A point of the piece, its strict rows obeyed, that lies in the half-space; nothing if
  // there is none.
  std::optional<Point> find(const Piece& piece, const HalfSpace& half_space) const;

 private:
  std::size_t dimension_;
  std::vector<double> bounds_;
};

}  // namespace polyspike
