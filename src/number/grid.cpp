// SPDX-License-Identifier: GPL-3.0-or-later
#include "number/grid.hpp"

#include <cassert>

namespace polyspike {

namespace {

Integer divide_down(const Integer& n, const Integer& d) {
  Integer q;
  mpz_fdiv_q(q.get(), n.get(), d.get());
  return q;
}

Integer divide_up(const Integer& n, const Integer& d) {
  Integer q;
  mpz_cdiv_q(q.get(), n.get(), d.get());
  return q;
}

}  // namespace

Integer Grid::below(const Rational& value) const {
  return divide_down(numerator(value) * scale_, denominator(value));
}

Integer Grid::above(const Rational& value) const {
  return divide_up(numerator(value) * scale_, denominator(value));
}

void GridRange::intersect(const GridRange& other) {
  if (low < other.low) low = other.low;
  if (other.high < high) high = other.high;
}

void GridRange::add_product(const Integer& factor, const GridRange& other) {
  const bool up = factor.sign() > 0;
  low.add_product(factor, up ? other.low : other.high);
  high.add_product(factor, up ? other.high : other.low);
}

void GridRange::add(const GridRange& other) {
  low += other.low;
  high += other.high;
}

void GridRange::divide(const Integer& divisor) {
  assert(divisor.sign() > 0);
  low = divide_down(low, divisor);
  high = divide_up(high, divisor);
}

GridRange GridRange::times(const Rational& factor) const {
  GridRange result;
  result.add_product(numerator(factor), *this);
  result.divide(denominator(factor));
  return result;
}

Rational short_above(const Rational& value) {
  return -short_below(-value);
}

Rational short_below(const Rational& value) {
  const Rational eighths = (value * Rational(8)).floor();
  const std::size_t bits = eighths.bits();
  if (bits <= 4) return eighths / Rational(8);
  const Rational unit = Rational::power_of_two(static_cast<long>(bits) - 4);
  return (eighths / unit).floor() * unit / Rational(8);
}

GridRange range_of(const Grid& grid, const Rational& value) {
  return {grid.below(value), grid.above(value)};
}

}  // namespace polyspike
