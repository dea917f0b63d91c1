// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/register_file.hpp"

#include <cassert>
#include <cmath>

#include "lp/float_form.hpp"

namespace polyspike {

RegisterFile::Rounded RegisterFile::round(const Combination& combination) {
  Rounded result{&combination, combination.constant.approximate(), {}};
  for (const auto& term : combination.terms)
    result.coefficients.push_back(term.coefficient.approximate());
  return result;
}

RegisterFile::RegisterFile(const Program& program, std::vector<double> bounds)
    : inputs_(program.inputs),
      width_(bounds.size() + 1),
      bounds_(std::move(bounds)),
      entries_(program.registers()),
      approx_(program.registers() * width_) {
  for (const Step& step : program.steps) {
    value_.emplace_back();
    otherwise_.emplace_back();
    if (const auto* affine = std::get_if<AffineStep>(&step)) {
      value_.back() = round(affine->value);
    } else if (const auto* branch = std::get_if<BranchStep>(&step)) {
      value_.back() = round(branch->positive);
      otherwise_.back() = round(branch->otherwise);
    }
  }
}

const RegisterFile::Rounded& RegisterFile::rounded(Register r, Part part) const {
  return (part == Part::value ? value_ : otherwise_)[r - inputs_];
}

void RegisterFile::store(Register r, const AffineForm& form) {
  double* approx = &approx_[r * width_];
  approx[0] = form.constant.approximate();
  for (std::size_t j = 0; j + 1 < width_; ++j) approx[1 + j] = form.gradient[j].approximate();
  Entry& entry = entries_[r];
  entry.size = size_on({approx, width_}, bounds_);
  entry.error = float_error(width_, entry.size);
  entry.is_zero = form.is_zero();
}

void RegisterFile::set(Register r, AffineForm form) {
  store(r, form);
  entries_[r].state = State::given;
  entries_[r].exact = std::move(form);
}

void RegisterFile::set_combination(Register r, Part part) {
  Entry& entry = entries_[r];
  const Rounded& source = rounded(r, part);
  double* sum = &approx_[r * width_];
  std::fill(sum, sum + width_, 0.0);
  sum[0] = source.constant;
  double errors = 0, sizes = std::abs(source.constant);
  std::size_t terms = 1;
  const auto& exact_terms = source.exact->terms;
  for (std::size_t k = 0; k < exact_terms.size(); ++k) {
    const Register from = exact_terms[k].source;
    const Entry& term = entries_[from];
    if (term.state == State::never) {
      entry.state = State::never;
      return;
    }
    if (term.is_zero) continue;
    const double weight = source.coefficients[k];
    const double* a = &approx_[from * width_];
    for (std::size_t j = 0; j < width_; ++j) sum[j] += weight * a[j];
    errors += std::abs(weight) * term.error;
    sizes += std::abs(weight) * term.size;
    ++terms;
  }
  entry.state = State::combined;
  entry.part = part;
  entry.exact.reset();
  entry.is_zero = terms == 1 && source.exact->constant.is_zero();
  entry.size = size_on({sum, width_}, bounds_);
  entry.error = entry.is_zero ? 0 : errors * (1 + 0x1p-40) + float_error(terms + 1, sizes);
}

const AffineForm& RegisterFile::exact(Register r) const {
  const Entry& entry = entries_[r];
  assert(entry.state != State::never);
  if (!entry.exact) {
    const Combination& combination = *rounded(r, entry.part).exact;
    AffineForm form(width_ - 1);
    form.constant = combination.constant;
    for (const auto& term : combination.terms)
      if (!entries_[term.source].is_zero)
        form.add_product(term.coefficient, exact(term.source));
    entry.exact = std::move(form);
  }
  return *entry.exact;
}

bool RegisterFile::is_constant(Register r) const {
  const Entry& entry = entries_[r];
  if (entry.is_zero) return true;
  const double* approx = &approx_[r * width_];
  // A gradient that the error bound cannot explain away is not zero.
  for (std::size_t j = 0; j + 1 < width_; ++j)
    if (std::abs(approx[1 + j]) * bounds_[j] > 4 * entry.error) return false;
  return exact(r).is_constant();
}

Form RegisterFile::form(Register r) const {
  const Entry& entry = entries_[r];
  constexpr double coarse = 0x1p-30;
  if (!(entry.error < coarse * entry.size) || !std::isfinite(entry.size))
    return Form(exact(r), bounds_);
  Form form;
  const double* approx = &approx_[r * width_];
  form.approx.assign(approx, approx + width_);
  form.error = entry.error;
  form.source = this;
  form.number = r;
  return form;
}

}  // namespace polyspike
