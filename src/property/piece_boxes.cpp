// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/piece_boxes.hpp"

#include <cmath>
#include <limits>

#include "lp/exact_maximum.hpp"
#include "property/adjacency.hpp"

namespace polyspike {

namespace {

// At least the number: a double is off by a rounding of its own and by one of the sum.
double above(const Rational& value) {
  constexpr double roundings = 0x1p-50;
  const double near = value.approximate();
  return near + std::fabs(near) * roundings + std::numeric_limits<double>::min();
}

}  // namespace

PieceBoxes::PieceBoxes(const Partition& partition) : dimension_(partition.dimension) {
  for (const Piece& piece : partition.pieces) {
    const std::vector<AffineForm> rows = forms_of(piece.half_spaces);
    for (std::size_t i = 0; i < dimension_; ++i) {
      const AffineForm x = AffineForm::coordinate(dimension_, i);
      high_.push_back(above(exact_maximum(rows, x, piece.interior).value));
      low_.push_back(-above(exact_maximum(rows, -x, piece.interior).value));
    }
  }
}

bool PieceBoxes::may_meet(std::size_t a, std::size_t b) const {
  for (std::size_t i = 0; i < dimension_; ++i) {
    const std::size_t x = a * dimension_ + i, y = b * dimension_ + i;
    if (low_[x] > high_[y] || low_[y] > high_[x]) return false;
  }
  return true;
}

}  // namespace polyspike
