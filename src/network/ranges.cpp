// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/ranges.hpp"

#include <algorithm>

namespace polyspike {

namespace {

// The only coordinate that the form depends on; nothing if there is none or several.
std::optional<std::size_t> only_coordinate(const AffineForm& form) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < form.dimension(); ++i) {
    if (form.gradient[i].is_zero()) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

}  // namespace

std::optional<std::vector<Bounds>> box_of(const Domain& domain) {
  std::vector<std::optional<Rational>> lower(domain.dimension), upper(domain.dimension);
  for (const HalfSpace& half_space : domain.half_spaces) {
    const auto i = only_coordinate(half_space.form);
    if (!i) continue;
    const Rational& slope = half_space.form.gradient[*i];
    Rational end = -half_space.form.constant / slope;
    if (slope.sign() > 0) {
      if (!lower[*i] || *lower[*i] < end) lower[*i] = std::move(end);
    } else {
      if (!upper[*i] || end < *upper[*i]) upper[*i] = std::move(end);
    }
  }
  std::vector<Bounds> box;
  for (std::size_t i = 0; i < domain.dimension; ++i) {
    if (!lower[i] || !upper[i]) return std::nullopt;
    box.push_back({*lower[i], *upper[i]});
  }
  return box;
}

Grid grid_for(const std::vector<Bounds>& box) {
  Integer denominators = 1;
  std::size_t finer = 0;
  for (const Bounds& side : box) {
    if (denominators.bits() < 256) {
      include_denominator(denominators, side.lower);
      include_denominator(denominators, side.upper);
    }
    const Rational width = side.upper - side.lower;
    if (width.sign() > 0)
      finer =
          std::max(finer, denominator(width).bits() - std::min(denominator(width).bits(),
                                                               numerator(width).bits()));
  }
  if (denominators.bits() >= 256) denominators = 1;
  mpz_mul_2exp(denominators.get(), denominators.get(), 40 + finer);
  return Grid(std::move(denominators));
}

std::vector<GridRange> ranges_of(const Grid& grid, const std::vector<Bounds>& box) {
  std::vector<GridRange> ranges;
  for (const Bounds& side : box)
    ranges.push_back({grid.below(side.lower), grid.above(side.upper)});
  return ranges;
}

std::vector<GridRange> ranges_through(const AffineMap& map,
                                      const std::vector<GridRange>& inputs,
                                      const Grid& grid) {
  std::vector<GridRange> ranges;
  for (std::size_t o = 0; o < map.outputs(); ++o) {
    const CommonFraction weights = common_fraction(map.weights[o]);
    GridRange range;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (!weights.numerators[i].is_zero())
        range.add_product(weights.numerators[i], inputs[i]);
    range.divide(weights.denominator);
    range.add(range_of(grid, map.biases[o]));
    ranges.push_back(std::move(range));
  }
  return ranges;
}

GridRange positive_part(const GridRange& z) {
  return {z.low.sign() > 0 ? z.low : Integer(), z.high.sign() > 0 ? z.high : Integer()};
}

}  // namespace polyspike
