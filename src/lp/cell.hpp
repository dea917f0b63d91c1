// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lp/exact_maximum.hpp"
#include "polyspike/affine_form.hpp"

namespace polyspike {

// A point strictly inside a cell. `exact` is empty where the doubles are the point itself.
struct Witness {
  std::vector<double> x;
  Point exact;

  Point point() const;
};

struct LpStatistics {
  std::uint64_t programs = 0;      // maxima asked for
  std::uint64_t exact_bases = 0;   // decided by an exact solve on the final basis
  std::uint64_t exact_walks = 0;   // decided by the exact simplex
};

// Numbers that no coordinate exceeds in size on the bounded polytope {every row >= 0}, of
// which a point is given.
std::vector<double> coordinate_bounds(std::span<const AffineForm> rows, const Point& point);

// A full-dimensional bounded polytope {x : every row >= 0} as a stack of rows, and the one
// question the engine asks of it: does a form take positive values inside? A walk in
// doubles searches; the answer is certified: "yes" by a point whose rows are all positive,
// "no" by Farkas multipliers whose residual, times the bounds of the coordinates, stays
// below the constant. What that cannot decide goes to exact arithmetic. Error bounds assume
// round-to-nearest and no fast-math.
class Cell {
 public:
  explicit Cell(std::size_t dimension);

  std::size_t dimension() const { return dimension_; }
  std::size_t size() const { return rows_.size(); }
  const AffineForm& row(std::size_t i) const { return rows_[i]; }
  std::span<const AffineForm> rows() const { return rows_; }

  // Adds the half-space row >= 0; constant rows are not allowed.
  void push(AffineForm row);
  // Back to the first `size` rows.
  void pop(std::size_t size);
  // A switched-off row takes no part in anything until it is switched on again.
  void enable(std::size_t i, bool on) { enabled_[i] = on ? 1 : 0; }

  // Numbers that no coordinate exceeds in size in the cell, now and later.
  void set_bounds(std::vector<double> bounds) { coordinate_bound_ = std::move(bounds); }

  // Exact sign of a form at a point.
  static int sign_at(const AffineForm& form, const Witness& witness);
  // Whether every enabled row is positive at the point.
  bool is_inside(const Witness& witness) const;

  struct Maximum {
    bool positive = false;      // takes positive values inside: then `beyond` is one such point
    bool may_be_zero = false;   // not positive, and not proved negative on the closed cell
    Witness beyond;
  };
  // `inside` lies strictly inside; the form is not constant.
  Maximum maximize(const AffineForm& form, const Witness& inside);
  // The maximum of the form over the closed cell, exactly.
  ExactMaximum exact(const AffineForm& form, const Witness& inside) const;

  const LpStatistics& statistics() const { return statistics_; }

 private:
  bool certify_not_positive(const AffineForm& form, bool* may_be_zero);
  Maximum maximize_exactly(const AffineForm& form, const Witness& inside);
  bool step_inside(const AffineForm& form, const Witness& inside, double start,
                   Witness* beyond) const;
  void load(const AffineForm& form, double* coefficients) const;
  bool walk(const double* objective, const Witness& inside);

  std::size_t dimension_;
  std::vector<AffineForm> rows_;
  std::vector<std::uint8_t> enabled_;
  // Doubles of the rows, one array a coordinate and one for the constants.
  std::vector<std::vector<double>> columns_;
  std::vector<double> coordinate_bound_;
  LpStatistics statistics_;

  // Work space of the walk.
  std::vector<double> objective_, x_, slack_, rate_, directions_;
  std::vector<int> tight_;
  std::vector<std::uint8_t> in_basis_;
};

}  // namespace polyspike
