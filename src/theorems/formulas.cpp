// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/formulas.hpp"

#include <algorithm>

namespace polyspike::formulas {

namespace {

std::uint64_t power(std::uint64_t base, unsigned exponent) {
  std::uint64_t result = 1;
  while (exponent-- > 0) result *= base;
  return result;
}

}  // namespace

std::uint64_t positive_regions(unsigned n) {
  return power(2, n) - 1;
}

std::uint64_t positive_regions(unsigned d, unsigned k, bool has_references) {
  return has_references ? positive_regions(d) * (k + 1) + 1 : positive_regions(d);
}

std::uint64_t causal_regions(std::span<const Rational> weights) {
  std::uint64_t count = 0;
  for (std::uint64_t set = 1; set < power(2, static_cast<unsigned>(weights.size()));
       ++set) {
    Rational sum;
    for (std::size_t i = 0; i < weights.size(); ++i)
      if ((set >> i & 1) != 0) sum += weights[i];
    count += sum.sign() > 0;
  }
  return count;
}

bool has_never_region(std::span<const Rational> weights) {
  Rational sum;
  for (const Rational& w : weights) sum += w;
  return sum.sign() <= 0;
}

bool is_continuous(std::span<const Rational> weights) {
  Rational inhibition;
  Value weakest;
  for (const Rational& w : weights) {
    if (w.sign() < 0) inhibition -= w;
    if (w.sign() > 0 && (!weakest || w < *weakest)) weakest = w;
  }
  return weakest && *weakest > inhibition;
}

std::uint64_t continuous_regions(unsigned p, unsigned q) {
  return positive_regions(p) * power(2, q);
}

bool window_is_linear(std::span<const Rational> weights, const Rational& threshold,
                      const Rational& window) {
  return window >= threshold / *std::min_element(weights.begin(), weights.end());
}

std::uint64_t shared_weights_cells(unsigned m, unsigned d) {
  return power(m + 1, d) - power(m, d);
}

std::uint64_t borders(unsigned d) {
  return d * (power(2, d - 1) - 1);
}

std::uint64_t folded_regions(std::span<const unsigned> folds) {
  std::uint64_t product = 1;
  for (const unsigned m : folds) product *= m - 1;
  return product;
}

Size relu_size(std::span<const std::uint64_t> widths) {
  Size size{0, widths.size() - 1};
  for (const std::uint64_t n : widths) size.neurons += n;
  return size;
}

Size paper_size(std::span<const std::uint64_t> widths) {
  const auto [neurons, depth] = relu_size(widths);
  const std::uint64_t d = widths.front();
  return {neurons + depth * (2 * d + 3) - (2 * d + 2), 3 * depth - 2};
}

Size layered_size(std::span<const std::uint64_t> widths) {
  Size size = relu_size(widths);
  size.neurons += 1;  // the reference
  for (std::size_t l = 1; l < size.layers; ++l) {
    const bool is_last = l + 1 == size.layers;
    size.neurons += is_last ? std::min(widths[l] + 1, widths[l + 1])
                            : std::min(widths[l], widths[l + 1]) + 1;
  }
  return size;
}

Size shared_size(std::span<const std::uint64_t> widths) {
  Size size = layered_size(widths);
  for (std::size_t l = 1; l + 1 < size.layers; ++l) {
    std::uint64_t saved = 3;
    while (saved * saved * (l == 1 ? 1 : 2) > widths[l]) --saved;
    size.neurons -= saved;
  }
  return size;
}

Size twin_size(std::span<const std::uint64_t> widths) {
  Size size = relu_size(widths);
  for (std::size_t l = 0; l < size.layers; ++l)
    size.neurons += (l > 0 ? widths[l] : 0) + 1;
  return size;
}

Size compact_size(std::span<const std::uint64_t> widths) {
  const Size size = relu_size(widths);
  return {size.neurons + 1, size.layers};
}

Size window_size(std::span<const std::uint64_t> widths) {
  const Size size = relu_size(widths);
  return {size.neurons + size.layers, size.layers};
}

Size min_tree_size(unsigned d) {
  return {3 * power(2, d) - 4 + d + 1, d + 1};
}

Size min_tree_size_on_box(unsigned d) {
  return {power(2, d + 1) - 3 + d + 1, d + 1};
}

std::uint64_t min_max_depth(unsigned p, unsigned q) {
  return ceil_log2(positive_regions(p)) + q + 1;
}

std::uint64_t chains_depth(unsigned n) {
  return ceil_log2(n) + 1;
}

std::uint64_t literature_depth(unsigned d) {
  return ceil_log2(d + 1) + 1;
}

std::uint64_t ceil_log2(std::uint64_t n) {
  std::uint64_t log = 0;
  while (std::uint64_t{1} << log < n) ++log;
  return log;
}

}  // namespace polyspike::formulas
