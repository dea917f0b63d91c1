// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "polyspike/affine_form.hpp"

// Linear programs in exact arithmetic: the last word, and the slow one.
namespace polyspike {

// Farkas multipliers: (index of a row, multiplier > 0).
using Multipliers = std::vector<std::pair<std::size_t, Rational>>;

struct ExactMaximum {
  bool unbounded = false;
  Rational value;
  Point point;  // where the maximum is attained; some feasible point if `unbounded`
  // value - objective = sum of multiplier * row, as affine forms.
  Multipliers multipliers;
};

// The maximum of the objective over {x : every row >= 0}, from a point known to satisfy the
// rows. Primal simplex with Bland's rule on the rows tight at x; ends on every input.
ExactMaximum exact_maximum(std::span<const AffineForm> rows, const AffineForm& objective,
                           Point feasible);

// A closed polyhedron {x : every row >= 0} seen for the first time.
struct Interior {
  enum class Kind { full, flat, empty };
  Kind kind = Kind::empty;
  Point point;  // full: strictly inside every row that is not constant
  // flat: sum multiplier * row = 0, so these rows are zero on the whole polyhedron;
  // empty: sum multiplier * row = a negative constant.
  Multipliers multipliers;
};

// Decides which it is; constant rows count too (a negative one makes it empty).
Interior find_interior(std::span<const AffineForm> rows, std::size_t dimension);

}  // namespace polyspike
