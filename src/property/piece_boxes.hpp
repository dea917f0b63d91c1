// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "property/partition.hpp"

namespace polyspike {

// Boxes around the closures of a partition's pieces, in doubles rounded outwards: they tell
// cheaply of most pairs of pieces that they are apart.
class PieceBoxes {
 public:
  explicit PieceBoxes(const Partition& partition);
  // False only where the closures have no point in common.
  bool may_meet(std::size_t a, std::size_t b) const;

 private:
  std::size_t dimension_;
  std::vector<double> low_, high_;  // `dimension_` of each piece
};

}  // namespace polyspike
