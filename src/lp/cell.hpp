// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "lp/exact_maximum.hpp"
#include "lp/form.hpp"
#include "lp/edge_walk.hpp"
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
  // The i-th row, a positive multiple of what was pushed.
  AffineForm row(std::size_t i) const { return rows_[i].exact(); }
  const Form& form(std::size_t i) const { return rows_[i]; }
  std::vector<AffineForm> rows() const;

  // Numbers that no coordinate exceeds in size in the cell, now and later; set before any
  // question is asked.
  void set_bounds(std::vector<double> bounds) { bounds_ = std::move(bounds); }
  const std::vector<double>& bounds() const { return bounds_; }

  // Adds the half-space row >= 0; constant rows are not allowed.
  void push(Form row);
  void push(AffineForm row) { push(Form(std::move(row), bounds_)); }
  // Back to the first `size` rows.
  void pop(std::size_t size);
  // A switched-off row takes no part in anything until it is switched on again.
  void enable(std::size_t i, bool on) { walk_.enable(i, on); }

  // Maxima are searched from where the last search ended, if that is still inside. These
  // keep such places on a stack and come back to the first of those given that is inside,
  // unless the walk stands inside anyway.
  std::size_t keep_place() { return walk_.keep_place(); }
  void find_place(std::initializer_list<std::size_t> places);
  void drop_places(std::size_t first) { walk_.drop_places(first); }
  // Answers do not depend on earlier questions then.
  void forget_place() { walk_.forget(); }

  // Exact sign of a form at a point.
  static int sign_at(const Form& form, const Witness& witness);
  static int sign_at(const AffineForm& form, const Witness& witness);
  // Whether every enabled row is positive at the point.
  bool is_inside(const Witness& witness) const;

  struct Maximum {
    bool positive = false;      // takes positive values inside: then `beyond` is one such point
    bool may_be_zero = false;   // not positive, and not proved negative on the closed cell
    Witness beyond;
  };
  // `inside` lies strictly inside; the form is not constant.
  Maximum maximize(const Form& form, const Witness& inside);
  Maximum maximize(const AffineForm& form, const Witness& inside) {
    return maximize(Form(form, bounds_), inside);
  }
  // The maximum of the form over the closed cell, exactly.
  ExactMaximum exact(const AffineForm& form, const Witness& inside) const;

  // Where the search in doubles for the form's maximum ends: the form is positive inside, or
  // the rows whose multipliers should prove that it is not; nothing where it got lost.
  struct Search {
    bool positive = false;  // surely so
    std::optional<std::vector<std::size_t>> basis;
    std::vector<double> end;  // about where the maximum is, if there is a basis
  };
  Search search(const Form& form, const Witness& inside);

  const LpStatistics& statistics() const { return statistics_; }

 private:
  void aim(const Form& form, const Witness& inside);
  bool climb_to_top(const Witness& inside);
  bool step_inside(const Form& form, const Witness& inside, Witness* beyond) const;
  bool certify_not_positive(const Form& form, bool* may_be_zero);
  bool certify_exactly(const Form& form, std::span<const std::size_t> basis,
                       bool* may_be_zero);
  Maximum maximize_exactly(const AffineForm& form, const Witness& inside);

  std::size_t dimension_;
  std::vector<Form> rows_;
  std::vector<double> error_;  // of the rows as the walk has them, on the domain
  // The same with the rounding of an evaluation; nothing counts where a row is off.
  std::vector<double> margin_;
  std::vector<double> bounds_;
  EdgeWalk walk_;
  double objective_error_ = 0;
  LpStatistics statistics_;
};

}  // namespace polyspike
