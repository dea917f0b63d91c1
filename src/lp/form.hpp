// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "polyspike/affine_form.hpp"

namespace polyspike {

// Where exact forms are computed on demand, by number.
class ExactForms {
 public:
  virtual ~ExactForms() = default;
  virtual const AffineForm& exact(std::uint32_t number) const = 0;
};

// An affine form on a bounded domain, known in doubles with one error bound, and exactly
// when asked for: `approx` is the constant and the gradient, and nowhere on the domain do
// the two differ by more than `error`. The exact form is `given`, or stands in `source`
// under `number` for as long as the form is used, negated where `negated` says so.
struct Form {
  std::vector<double> approx;
  double error = 0;
  std::optional<AffineForm> given;
  const ExactForms* source = nullptr;
  std::uint32_t number = 0;
  bool negated = false;

  Form() = default;
  // A form known exactly; `bounds` are those of the coordinates' sizes on the domain.
  Form(AffineForm exact, std::span<const double> bounds);

  std::size_t dimension() const { return approx.size() - 1; }
  AffineForm exact() const;
  Form operator-() const;
  // The value in doubles at a point, and a bound of its error as the exact form's value.
  double at(std::span<const double> x, double* error_bound) const;
};

// The size of a form in doubles on a domain with these bounds: no value exceeds it by more
// than rounding.
double size_on(std::span<const double> approx, std::span<const double> bounds);

}  // namespace polyspike
