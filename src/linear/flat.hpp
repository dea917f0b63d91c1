// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "polyspike/affine_form.hpp"

namespace polyspike {

// Coordinates y of an affine subspace of Q^n: x = embedding (y), where y_i = x_{free[i]}.
struct Flat {
  std::vector<AffineForm> embedding;  // x_j as a form of y
  std::vector<std::size_t> free;

  // The whole space.
  static Flat whole(std::size_t dimension);
  std::size_t ambient() const { return embedding.size(); }
  std::size_t dimension() const { return free.size(); }
  // The form of x as a form of y.
  AffineForm restrict(const AffineForm& form) const;
  // A form of x that equals the form of y on the flat: zero on the dependent coordinates.
  AffineForm extend(const AffineForm& form) const;
  Point extend(const Point& y) const;
  // The subspace where a form of y that is not constant is zero.
  Flat cut(const AffineForm& equation) const;
  // Forms of x that are zero on the flat and define it.
  std::vector<AffineForm> equations() const;
};

}  // namespace polyspike
