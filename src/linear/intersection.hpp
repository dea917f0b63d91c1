// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "number/integer.hpp"
#include "polyspike/affine_form.hpp"

namespace polyspike {

// A point as coprime integers (t, t x_1, ..., t x_d), t > 0: one vector per point.
using HomogeneousPoint = std::vector<Integer>;
// A form with integer entries as (constant, gradient).
using IntegerRow = std::vector<Integer>;

IntegerRow integer_row(const AffineForm& form);  // of the form's primitive multiple
HomogeneousPoint homogeneous(const Point& point);
Point affine(const HomogeneousPoint& point);
// Of the sign of the form at the point.
Integer product(const IntegerRow& row, const HomogeneousPoint& point);

// The point where d rows are zero, by fraction-free elimination (Bareiss 1968); nothing if
// their gradients are dependent.
std::optional<HomogeneousPoint> intersection(std::span<const IntegerRow* const> rows);

}  // namespace polyspike
