// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "polyspike/affine_form.hpp"

namespace polyspike {

// An exact affine form that is computed when first asked for. What it is computed from must
// still be in place then.
class LazyForm {
 public:
  virtual ~LazyForm() = default;
  const AffineForm& exact() const {
    if (!exact_) exact_ = compute();
    return *exact_;
  }

  // The sign of the form if it is constant.
  virtual std::optional<int> constant_sign() const {
    if (!exact().is_constant()) return std::nullopt;
    return exact().constant.sign();
  }

 private:
  virtual AffineForm compute() const = 0;
  mutable std::optional<AffineForm> exact_;
};

// An affine form on a bounded domain, known in doubles with one error bound, and exactly
// when asked for: `approx` is the constant and the gradient of a positive multiple of the
// exact form, and nowhere on the domain do the two differ by more than `error`.
struct Form {
  std::vector<double> approx;
  double error = 0;
  std::shared_ptr<const LazyForm> lazy;
  bool negated = false;

  Form() = default;
  // A form known exactly; `bounds` are those of the coordinates' sizes on the domain.
  Form(AffineForm exact, std::span<const double> bounds);

  std::size_t dimension() const { return approx.size() - 1; }
  AffineForm exact() const { return negated ? -lazy->exact() : lazy->exact(); }
  Form operator-() const;
  // The sign of the form if it is constant, exactly.
  std::optional<int> constant_sign(std::span<const double> bounds) const {
    if (surely_varies(bounds)) return std::nullopt;
    const auto sign = lazy->constant_sign();
    return sign ? std::optional(negated ? -*sign : *sign) : std::nullopt;
  }
  // Whether the doubles alone show that the gradient is not zero.
  bool surely_varies(std::span<const double> bounds) const;
  // The value in doubles at a point, and a bound of its error as the exact form's value.
  double at(std::span<const double> x, double* error_bound) const;
};

// The size of a form in doubles on a domain with these bounds: no value exceeds it by more
// than rounding.
double size_on(std::span<const double> approx, std::span<const double> bounds);

}  // namespace polyspike
