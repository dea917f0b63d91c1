// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "polyspike/rational.hpp"

namespace polyspike {

using Point = std::vector<Rational>;

// The affine form constant + sum_i gradient[i] * x_i on Q^d.
struct AffineForm {
  Rational constant;
  std::vector<Rational> gradient;

  AffineForm() = default;
  explicit AffineForm(std::size_t dimension) : gradient(dimension) {}
  AffineForm(Rational c, std::vector<Rational> g)
      : constant(std::move(c)), gradient(std::move(g)) {}
  // The i-th coordinate.
  static AffineForm coordinate(std::size_t dimension, std::size_t i);

  std::size_t dimension() const { return gradient.size(); }
  Rational at(std::span<const Rational> point) const;
  // The form of a direction: the gradient's product with it, without the constant.
  Rational along(std::span<const Rational> direction) const;
  bool is_constant() const;
  bool is_zero() const { return constant.is_zero() && is_constant(); }

  AffineForm operator-() const;
  AffineForm& operator+=(const AffineForm& other);
  AffineForm& operator-=(const AffineForm& other);
  AffineForm& operator*=(const Rational& factor);
  // this += factor * other
  void add_product(const Rational& factor, const AffineForm& other);
  friend AffineForm operator+(AffineForm a, const AffineForm& b) { return std::move(a += b); }
  friend AffineForm operator-(AffineForm a, const AffineForm& b) { return std::move(a -= b); }
  friend AffineForm operator*(const Rational& k, AffineForm a) { return std::move(a *= k); }
  bool operator==(const AffineForm&) const = default;

  // The positive multiple of the form with coprime integer entries; zero stays zero.
  AffineForm primitive() const;
  std::size_t hash() const;
  // "1/2 - 3*x1 + x2" for messages and reports.
  std::string str() const;
};

struct AffineFormHash {
  std::size_t operator()(const AffineForm& form) const { return form.hash(); }
};

// The half-space form >= 0, or form > 0 where strict.
struct HalfSpace {
  AffineForm form;
  bool strict = false;

  bool contains(std::span<const Rational> point) const {
    const int s = form.at(point).sign();
    return strict ? s > 0 : s >= 0;
  }
  bool operator==(const HalfSpace&) const = default;
};

}  // namespace polyspike
