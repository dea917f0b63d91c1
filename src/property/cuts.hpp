// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "property/adjacency.hpp"
#include "property/partition.hpp"

namespace polyspike {

// Tells the borders of cells from the cuts that part a cell into convex pieces.
class CutFinder {
 public:
  explicit CutFinder(const Problem& problem);

  // For each facet of a full-dimensional piece whether the same cell goes on beyond it. The
  // answer is that at one point of the facet's relative interior, moved a little along the
  // facet, then beyond it: exactly what holds next to that point.
  std::vector<bool> find_cuts(const Piece& piece, const Pattern& pattern) const;

 private:
  bool goes_on_beyond(const AffineForm& facet, const Point& point,
                      const Pattern& pattern) const;

  const Problem& problem_;
  Polytopes polytopes_;
  bool always_convex_;  // cells of a program without spikes are
};

}  // namespace polyspike
