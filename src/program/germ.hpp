// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "polyspike/affine_form.hpp"
#include "program/pattern.hpp"
#include "program/program.hpp"

namespace polyspike {

// A number a_0 + a_1 e_1 + a_2 e_2 + ... where 1 >> e_1 >> e_2 >> ... > 0 are infinitely
// small: ordered by its first coefficients. Coefficients that are left out are zero.
class Germ {
 public:
  Germ() = default;
  explicit Germ(const Rational& constant) : coefficients_{constant} {}
  explicit Germ(std::vector<Rational> coefficients)
      : coefficients_(std::move(coefficients)) {}

  int sign() const;
  Germ& operator+=(const Germ& other);
  Germ& operator*=(const Rational& factor);
  void add_product(const Rational& factor, const Germ& other);
  friend std::strong_ordering operator<=>(const Germ& a, const Germ& b);
  friend bool operator==(const Germ& a, const Germ& b) { return (a <=> b) == 0; }

 private:
  std::vector<Rational> coefficients_;
};

// Directions that span the plane form = 0.
std::vector<Point> directions_within(const AffineForm& form);

// The outputs at point + e_1 * directions[0] + e_2 * directions[1] + ...
std::vector<std::optional<Germ>> outputs_near(const Program& program, const Point& point,
                                              std::span<const Point> directions);

// The pattern at point + e_1 * directions[0] + e_2 * directions[1] + ...: where the
// directions span the space, that of a full-dimensional cell whose closure holds the point.
Pattern pattern_near(const Program& program, const Point& point,
                     std::span<const Point> directions);

}  // namespace polyspike
