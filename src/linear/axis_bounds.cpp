// SPDX-License-Identifier: GPL-3.0-or-later
#include "linear/axis_bounds.hpp"

namespace polyspike {

std::optional<std::size_t> only_coordinate(const AffineForm& form) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < form.dimension(); ++i) {
    if (form.gradient[i].is_zero()) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

std::vector<AxisBounds> axis_bounds(std::span<const AffineForm> rows, std::size_t dimension) {
  std::vector<AxisBounds> bounds(dimension);
  for (const AffineForm& row : rows) {
    const auto i = only_coordinate(row);
    if (!i) continue;
    const Rational end = -row.constant / row.gradient[*i];
    const bool is_low = row.gradient[*i].sign() > 0;
    auto& known = is_low ? bounds[*i].low : bounds[*i].high;
    if (!known || (is_low ? end > *known : end < *known)) known = end;
  }
  return bounds;
}

}  // namespace polyspike
