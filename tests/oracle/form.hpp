// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "oracle/number.hpp"

namespace polyspike::oracle {

// The affine form constant + gradient . x.
struct Form {
  Q constant;
  Vector gradient;

  Form() = default;
  Form(Q c, Vector g) : constant(std::move(c)), gradient(std::move(g)) {}
  static Form zero(std::size_t dimension) { return {Q(0), Vector(dimension)}; }
  static Form coordinate(std::size_t dimension, std::size_t i);

  std::size_t dimension() const { return gradient.size(); }
  Q at(const Vector& point) const;
  bool is_constant() const;
  // The form y -> (*this)(x(y)).
  Form after(const std::vector<Form>& x) const;
  // The same zero set and sign, first nonzero gradient entry +1 or -1; constants stay.
  Form normalized() const;

  Form& operator+=(const Form& other);
  Form& operator-=(const Form& other);
  Form& operator*=(const Q& factor);
  bool operator==(const Form&) const = default;
};

inline Form operator+(Form a, const Form& b) {
  return std::move(a += b);
}
inline Form operator-(Form a, const Form& b) {
  return std::move(a -= b);
}
inline Form operator*(const Q& k, Form a) {
  return std::move(a *= k);
}
Form operator+(Form a, const Q& constant);
Form operator-(Form a, const Q& constant);
inline Form operator-(Form a) {
  return std::move(a *= Q(-1));
}

// A total order without meaning, for sets and maps.
bool operator<(const Form& a, const Form& b);

}  // namespace polyspike::oracle
