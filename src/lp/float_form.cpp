// SPDX-License-Identifier: GPL-3.0-or-later
#include "lp/float_form.hpp"

#include <cassert>
#include <cmath>

namespace polyspike {

namespace {

// The largest size among the entries that set the scale.
double scale_entry(std::span<const double> entries) {
  double largest = 0;
  for (std::size_t j = 1; j < entries.size(); ++j)
    largest = std::max(largest, std::abs(entries[j]));
  return largest > 0 ? largest : std::abs(entries[0]);
}

bool in_range(double value) {
  return value == 0 || (std::abs(value) < 0x1p+900 && std::abs(value) > 0x1p-900);
}

// Beyond the range of doubles: brought near 1 exactly first.
void write_scaled(const AffineForm& form, std::span<double> out) {
  Rational largest;
  for (const Rational& g : form.gradient)
    if (abs(g) > largest) largest = abs(g);
  if (largest.is_zero()) largest = abs(form.constant);
  const auto numerator = static_cast<long>(largest.numerator().bits());
  const auto denominator = static_cast<long>(largest.denominator().bits());
  const Rational factor = Rational::power_of_two(denominator - numerator);
  out[0] = (form.constant * factor).approximate();
  for (std::size_t j = 0; j < form.gradient.size(); ++j)
    out[1 + j] = (form.gradient[j] * factor).approximate();
}

}  // namespace

void write_float_form(const AffineForm& form, std::span<double> out) {
  assert(out.size() == form.dimension() + 1);
  out[0] = form.constant.approximate();
  bool plain = in_range(out[0]) && (out[0] != 0 || form.constant.is_zero());
  for (std::size_t j = 0; j < form.gradient.size(); ++j) {
    out[1 + j] = form.gradient[j].approximate();
    plain = plain && in_range(out[1 + j]) && (out[1 + j] != 0 || form.gradient[j].is_zero());
  }
  if (!plain) write_scaled(form, out);
  const double largest = scale_entry(out);
  if (largest == 0) return;
  const int exponent = std::ilogb(largest);
  if (exponent == 0) return;
  for (double& entry : out) entry = std::ldexp(entry, -exponent);
}

}  // namespace polyspike
