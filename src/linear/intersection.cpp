// SPDX-License-Identifier: GPL-3.0-or-later
#include "linear/intersection.hpp"

#include <cassert>

namespace polyspike {

IntegerRow integer_row(const AffineForm& form) {
  const AffineForm primitive = form.primitive();
  IntegerRow row{numerator(primitive.constant)};
  for (const Rational& g : primitive.gradient) row.push_back(numerator(g));
  return row;
}

HomogeneousPoint homogeneous(const Point& point) {
  CommonFraction fraction = common_fraction(point);
  HomogeneousPoint result{std::move(fraction.denominator)};
  for (Integer& n : fraction.numerators) result.push_back(std::move(n));
  return result;
}

Point affine(const HomogeneousPoint& point) {
  Point result;
  for (std::size_t i = 1; i < point.size(); ++i) result.push_back(ratio(point[i], point[0]));
  return result;
}

Integer product(const IntegerRow& row, const HomogeneousPoint& point) {
  assert(row.size() == point.size());
  Integer sum;
  for (std::size_t i = 0; i < row.size(); ++i) sum.add_product(row[i], point[i]);
  return sum;
}

namespace {

// Divides by the greatest common divisor and makes t positive.
void make_primitive(HomogeneousPoint& point) {
  Integer g;
  for (const Integer& x : point) mpz_gcd(g.get(), g.get(), x.get());
  if (point[0].sign() < 0) g = -g;
  for (Integer& x : point) x.divide_exactly(g);
}

}  // namespace

std::optional<HomogeneousPoint> intersection(std::span<const IntegerRow* const> rows) {
  const std::size_t d = rows.size();
  if (d == 0) return HomogeneousPoint{Integer(1)};
  // Columns 0 .. d - 1 the gradients, column d the constants.
  std::vector<std::vector<Integer>> a(d);
  for (std::size_t r = 0; r < d; ++r) {
    a[r].assign(rows[r]->begin() + 1, rows[r]->end());
    a[r].push_back(rows[r]->front());
  }
  Integer previous = 1;
  for (std::size_t k = 0; k < d; ++k) {
    std::size_t p = k;
    while (p < d && a[p][k].is_zero()) ++p;
    if (p == d) return std::nullopt;
    std::swap(a[p], a[k]);
    for (std::size_t r = 0; r < d; ++r) {
      if (r == k) continue;
      for (std::size_t c = d + 1; c-- > k + 1;) {
        a[r][c] *= a[k][k];
        mpz_submul(a[r][c].get(), a[r][k].get(), a[k][c].get());
        a[r][c].divide_exactly(previous);
      }
      // A diagonal entry of an earlier row becomes the new pivot, as all of them do.
      if (r < k) a[r][r] = a[k][k];
      a[r][k] = 0;
    }
    previous = a[k][k];
  }
  // previous * x_r + a[r][d] = 0.
  HomogeneousPoint point{previous};
  for (std::size_t r = 0; r < d; ++r) point.push_back(-a[r][d]);
  make_primitive(point);
  return point;
}

}  // namespace polyspike
