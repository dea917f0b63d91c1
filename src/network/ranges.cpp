// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/ranges.hpp"

#include <algorithm>

#include "linear/axis_bounds.hpp"

namespace polyspike {

std::optional<std::vector<Bounds>> box_of(const Domain& domain) {
  std::vector<AffineForm> rows;
  for (const HalfSpace& h : domain.half_spaces) rows.push_back(h.form);
  std::vector<Bounds> box;
  for (const AxisBounds& bounds : axis_bounds(rows, domain.dimension)) {
    if (!bounds.are_known()) return std::nullopt;
    box.push_back({*bounds.low, *bounds.high});
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
