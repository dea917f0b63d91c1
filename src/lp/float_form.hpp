// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "polyspike/affine_form.hpp"

namespace polyspike {

// Writes a positive multiple of the form as doubles: out[0] the constant, out[1 + j] the
// gradient, the largest of the gradient between 1 and 2 in size (the constant where the
// gradient is zero). Every entry has a relative error of at most 2^-52; one that underflows
// beside the largest entry by more than 900 bits becomes a denormal or zero, which
// float_error covers.
void write_float_form(const AffineForm& form, std::span<double> out);

// A bound of |computed - exact| for constant + sum of products of a form written as above
// with exact doubles, n terms in all, where `size` is the computed sum of the terms'
// absolute values. Also covers summation in any order and fused operations.
inline double float_error(std::size_t n, double size) {
  constexpr double unit = 0x1p-51;
  return static_cast<double>(n + 4) * unit * size + 0x1p-900;
}

}  // namespace polyspike
