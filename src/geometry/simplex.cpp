// SPDX-License-Identifier: GPL-3.0-or-later
#include "geometry/simplex.hpp"

namespace polyspike {

namespace {

// The determinant by fraction-free elimination (Bareiss 1968).
Integer determinant(std::vector<std::vector<Integer>> a) {
  const std::size_t n = a.size();
  Integer previous = 1;
  int sign = 1;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t p = k;
    while (p < n && a[p][k].is_zero()) ++p;
    if (p == n) return 0;
    if (p != k) {
      std::swap(a[p], a[k]);
      sign = -sign;
    }
    for (std::size_t r = k + 1; r < n; ++r)
      for (std::size_t c = n; c-- > k + 1;) {
        a[r][c] *= a[k][k];
        mpz_submul(a[r][c].get(), a[r][k].get(), a[k][c].get());
        a[r][c].divide_exactly(previous);
      }
    previous = a[k][k];
  }
  return sign > 0 ? previous : -previous;
}

}  // namespace

// |det| of the rows (1, x) is the volume times d!.
Rational simplex_volume(std::span<const HomogeneousPoint* const> corners) {
  std::vector<std::vector<Integer>> rows;
  Integer scale = 1;
  for (std::size_t k = 0; k < corners.size(); ++k) {
    rows.push_back(*corners[k]);
    scale *= corners[k]->front();
    if (k > 1) scale *= static_cast<long>(k);
  }
  return ratio(abs(determinant(std::move(rows))), scale);
}

}  // namespace polyspike
