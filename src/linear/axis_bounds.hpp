// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "polyspike/affine_form.hpp"

namespace polyspike {

// The coordinate that a form depends on; nothing if there are several, or none.
std::optional<std::size_t> only_coordinate(const AffineForm& form);

// The bounds of a coordinate; nothing where it has none.
struct AxisBounds {
  std::optional<Rational> low, high;

  bool are_known() const { return low && high; }
  bool operator==(const AxisBounds&) const = default;
};

// What rows form >= 0 of a single coordinate say of it; others have no effect.
std::vector<AxisBounds> axis_bounds(std::span<const AffineForm> rows, std::size_t dimension);

}  // namespace polyspike
