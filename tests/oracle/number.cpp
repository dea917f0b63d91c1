// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle/number.hpp"

#include <utility>

namespace polyspike::oracle {

Q from(const Rational& value) {
  return Q(value.str());
}

Rational to(const Q& value) {
  return *Rational::parse(value.str());
}

Vector from(const std::vector<Rational>& values) {
  Vector result;
  for (const Rational& value : values) result.push_back(from(value));
  return result;
}

std::vector<Rational> to(const Vector& values) {
  std::vector<Rational> result;
  for (const Q& value : values) result.push_back(to(value));
  return result;
}

Value to_value(const Extended& value) {
  if (!value) return std::nullopt;
  return to(*value);
}

namespace {

// Subtracts multiples of rows[pivot] so that column becomes 0 in every other row.
void clear_column(std::vector<Vector>& rows, std::size_t pivot, std::size_t column) {
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (r == pivot || rows[r][column] == 0) continue;
    const Q factor = rows[r][column] / rows[pivot][column];
    for (std::size_t c = 0; c < rows[r].size(); ++c)
      if (rows[pivot][c] != 0) rows[r][c] -= factor * rows[pivot][c];
  }
}

// Gauss-Jordan elimination on the first `columns` columns; returns the number of pivots.
std::size_t eliminate(std::vector<Vector>& rows, std::size_t columns) {
  std::size_t pivots = 0;
  for (std::size_t column = 0; column < columns && pivots < rows.size(); ++column) {
    std::size_t r = pivots;
    while (r < rows.size() && rows[r][column] == 0) ++r;
    if (r == rows.size()) continue;
    std::swap(rows[r], rows[pivots]);
    clear_column(rows, pivots++, column);
  }
  return pivots;
}

}  // namespace

std::size_t rank(std::vector<Vector> rows) {
  return rows.empty() ? 0 : eliminate(rows, rows.front().size());
}

std::optional<Vector> solve(std::vector<Vector> rows, Vector right) {
  const std::size_t n = rows.size();
  for (std::size_t r = 0; r < n; ++r) rows[r].push_back(right[r]);
  if (eliminate(rows, n) < n) return std::nullopt;
  Vector result;
  for (std::size_t r = 0; r < n; ++r) result.push_back(rows[r][n] / rows[r][r]);
  return result;
}

}  // namespace polyspike::oracle
