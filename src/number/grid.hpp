// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "number/integer.hpp"
#include "polyspike/rational.hpp"

namespace polyspike {

// The multiples of 1/scale, held as integers. Bounds are rounded onto the grid outward,
// so that interval arithmetic stays sound and its numbers stay short.
class Grid {
 public:
  explicit Grid(Integer scale) : scale_(std::move(scale)) {}

  const Integer& scale() const { return scale_; }
  // The nearest multiple that is not above, not below the value.
  Integer below(const Rational& value) const;
  Integer above(const Rational& value) const;
  Rational value(const Integer& multiple) const { return ratio(multiple, scale_); }

 private:
  Integer scale_;
};

// low <= value <= high, in multiples of a grid.
struct GridRange {
  Integer low, high;

  bool is_point() const { return low == high; }
  // The part that both ranges hold.
  void intersect(const GridRange& other);
  // this += factor * other, exactly.
  void add_product(const Integer& factor, const GridRange& other);
  void add(const GridRange& other);
  // Divided by a positive number and rounded outward.
  void divide(const Integer& divisor);
  // Multiplied by a rational and rounded outward.
  GridRange times(const Rational& factor) const;
};

GridRange range_of(const Grid& grid, const Rational& value);

// The nearest multiple of 1/8 with at most four significant bits that is not below, not
// above the value.
Rational short_above(const Rational& value);
Rational short_below(const Rational& value);

}  // namespace polyspike
