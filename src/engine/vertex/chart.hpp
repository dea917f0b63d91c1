// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

#include "polyspike/affine_form.hpp"
#include "polyspike/network.hpp"

namespace polyspike::vertex {

// The exact bounds of each coordinate over a bounded full-dimensional domain.
std::vector<std::pair<Rational, Rational>> bounding_box(const Domain& domain);

// Coordinates u in which a box lies in [-1, 1]^d: x_i = centre_i + scale_i * u_i. Centre and
// scale are short dyadic numbers, so that forms keep short coefficients.
class Chart {
 public:
  explicit Chart(const std::vector<std::pair<Rational, Rational>>& box);

  std::size_t dimension() const { return centre_.size(); }
  const Rational& centre(std::size_t i) const { return centre_[i]; }
  const Rational& scale(std::size_t i) const { return scale_[i]; }
  // A form of x as a form of u, and back.
  AffineForm in_chart(const AffineForm& form) const;
  AffineForm from_chart(const AffineForm& form) const;
  Point from_chart(const Point& u) const;

 private:
  std::vector<Rational> centre_, scale_;
};

}  // namespace polyspike::vertex
