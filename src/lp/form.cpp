// SPDX-License-Identifier: GPL-3.0-or-later
#include "lp/form.hpp"

#include <cmath>

#include "lp/float_form.hpp"

namespace polyspike {

namespace {

class KnownForm final : public LazyForm {
 public:
  explicit KnownForm(AffineForm form) : form_(std::move(form)) {}

 private:
  AffineForm compute() const override { return form_; }
  AffineForm form_;
};

}  // namespace

double size_on(std::span<const double> approx, std::span<const double> bounds) {
  double size = std::abs(approx[0]);
  for (std::size_t j = 0; j < bounds.size(); ++j) size += std::abs(approx[1 + j]) * bounds[j];
  return size;
}

Form::Form(AffineForm exact, std::span<const double> bounds) : approx(exact.dimension() + 1) {
  write_float_form(exact, approx);
  error = float_error(approx.size(), size_on(approx, bounds));
  lazy = std::make_shared<KnownForm>(std::move(exact));
}

Form Form::operator-() const {
  Form result = *this;
  for (double& c : result.approx) c = -c;
  result.negated = !negated;
  return result;
}

bool Form::surely_varies(std::span<const double> bounds) const {
  for (std::size_t j = 0; j < bounds.size(); ++j)
    if (std::abs(approx[1 + j]) * bounds[j] > 4 * error) return true;
  return false;
}

double Form::at(std::span<const double> x, double* error_bound) const {
  double value = approx[0], size = std::abs(approx[0]);
  for (std::size_t j = 0; j < x.size(); ++j) {
    const double term = approx[1 + j] * x[j];
    value += term;
    size += std::abs(term);
  }
  *error_bound = error + float_error(x.size() + 1, size);
  return value;
}

}  // namespace polyspike
