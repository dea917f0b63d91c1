// SPDX-License-Identifier: GPL-3.0-or-later
#include "linear/solve.hpp"

namespace polyspike {

std::optional<std::vector<Rational>> combine(std::span<const AffineForm> rows,
                                             std::span<const std::size_t> chosen,
                                             const AffineForm& form) {
  const std::size_t n = chosen.size(), d = form.dimension();
  // Row j: the gradients' j-th entries | -form's, reduced column by column.
  std::vector<std::vector<Rational>> a(d, std::vector<Rational>(n + 1));
  for (std::size_t j = 0; j < d; ++j) {
    for (std::size_t k = 0; k < n; ++k) a[j][k] = rows[chosen[k]].gradient[j];
    a[j][n] = -form.gradient[j];
  }
  std::vector<std::size_t> pivot_row(n, d);
  std::size_t rank = 0;
  for (std::size_t k = 0; k < n && rank < d; ++k) {
    std::size_t p = rank;
    while (p < d && a[p][k].is_zero()) ++p;
    if (p == d) continue;
    std::swap(a[p], a[rank]);
    for (std::size_t c = n + 1; c-- > k;) a[rank][c] /= a[rank][k];
    for (std::size_t j = 0; j < d; ++j) {
      if (j == rank || a[j][k].is_zero()) continue;
      const Rational factor = -a[j][k];
      for (std::size_t c = k; c <= n; ++c) a[j][c].add_product(factor, a[rank][c]);
    }
    pivot_row[k] = rank++;
  }
  for (std::size_t j = rank; j < d; ++j)
    if (!a[j][n].is_zero()) return std::nullopt;
  std::vector<Rational> result(n);
  for (std::size_t k = 0; k < n; ++k)
    if (pivot_row[k] < d) result[k] = a[pivot_row[k]][n];
  return result;
}

namespace {

// One step of fraction-free Gauss-Jordan elimination on column k with the row `pivot`.
void eliminate(std::vector<IntegerRow>& a, std::size_t pivot, std::size_t k,
               const Integer& previous) {
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (j == pivot) continue;
    const Integer other = -a[j][k];
    for (Integer& entry : a[j]) entry *= a[pivot][k];
    for (std::size_t c = 0; c < a[j].size(); ++c) {
      a[j][c].add_product(other, a[pivot][c]);
      if (!previous.is_one()) a[j][c].divide_exactly(previous);
    }
  }
}

}  // namespace

std::optional<IntegerCombination> combine(std::span<const IntegerRow* const> rows,
                                          const IntegerRow& form) {
  const std::size_t n = rows.size(), d = form.size() - 1;
  std::vector<IntegerRow> a(d);
  for (std::size_t j = 0; j < d; ++j) {
    for (std::size_t k = 0; k < n; ++k) a[j].push_back((*rows[k])[1 + j]);
    a[j].push_back(-form[1 + j]);
  }
  std::vector<std::size_t> pivot_row(n, d);
  IntegerCombination result;
  std::size_t rank = 0;
  for (std::size_t k = 0; k < n && rank < d; ++k) {
    std::size_t p = rank;
    while (p < d && a[p][k].is_zero()) ++p;
    if (p == d) continue;
    std::swap(a[p], a[rank]);
    eliminate(a, rank, k, result.factor);
    result.factor = a[rank][k];
    pivot_row[k] = rank++;
  }
  for (std::size_t j = rank; j < d; ++j)
    if (!a[j][n].is_zero()) return std::nullopt;
  const bool flip = result.factor.sign() < 0;
  if (flip) result.factor = -result.factor;
  result.multipliers.resize(n);
  for (std::size_t k = 0; k < n; ++k)
    if (pivot_row[k] < d)
      result.multipliers[k] = flip ? -a[pivot_row[k]][n] : a[pivot_row[k]][n];
  return result;
}

}  // namespace polyspike
