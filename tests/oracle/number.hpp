// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <vector>

#include "polyspike/rational.hpp"

// The oracle: a slow second implementation of everything the engine claims, written from
// the definitions alone. It shares no code with the library but the structs of a network;
// its arithmetic is Boost.Multiprecision's, without GMP.
namespace polyspike::oracle {

using Q = boost::multiprecision::number<boost::multiprecision::cpp_rational_backend,
                                        boost::multiprecision::et_off>;
using Vector = std::vector<Q>;

// A firing time or a value; nullopt is `inf`.
using Extended = std::optional<Q>;

inline int sign(const Q& value) {
  return value.sign();
}

// Conversions at the border to the library, through the text of the number.
Q from(const Rational& value);
Rational to(const Q& value);
Vector from(const std::vector<Rational>& values);
std::vector<Rational> to(const Vector& values);
Value to_value(const Extended& value);

// The rank of the matrix with the given rows.
std::size_t rank(std::vector<Vector> rows);

// The solution of the square system rows * x = right, or nullopt if it is singular.
std::optional<Vector> solve(std::vector<Vector> rows, Vector right);

}  // namespace polyspike::oracle
