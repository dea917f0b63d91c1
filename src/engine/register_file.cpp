// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/register_file.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "lp/float_form.hpp"

namespace polyspike {

namespace {

class RegisterForm final : public LazyForm {
 public:
  RegisterForm(const RegisterFile& file, Register r) : file_(file), register_(r) {}

 private:
  AffineForm compute() const override { return file_.exact(register_); }
  const RegisterFile& file_;
  Register register_;
};

}  // namespace

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

void RegisterFile::set(Register r, AffineForm form) {
  double* approx = &approx_[r * width_];
  approx[0] = form.constant.approximate();
  for (std::size_t j = 0; j + 1 < width_; ++j) approx[1 + j] = form.gradient[j].approximate();
  Entry& entry = entries_[r];
  entry.size = size_on({approx, width_}, bounds_);
  entry.error = float_error(width_, entry.size);
  entry.is_zero = form.is_zero();
  entry.state = State::given;
  entry.exact = std::move(form);
}

RegisterFile::Sum RegisterFile::add_up(const Rounded& combination, double* sum) const {
  std::fill(sum, sum + width_, 0.0);
  sum[0] = combination.constant;
  double errors = 0, sizes = std::abs(combination.constant);
  std::size_t terms = 1;
  for (std::size_t k = 0; k < combination.coefficients.size(); ++k) {
    const Register from = combination.exact->terms[k].source;
    const Entry& term = entries_[from];
    if (term.is_zero) continue;
    const double weight = combination.coefficients[k];
    const double* a = &approx_[from * width_];
    for (std::size_t j = 0; j < width_; ++j) sum[j] += weight * a[j];
    errors += std::abs(weight) * term.error;
    sizes += std::abs(weight) * term.size;
    ++terms;
  }
  if (terms == 1 && combination.exact->constant.is_zero()) return {0, 0, true};
  return {size_on({sum, width_}, bounds_),
          errors * (1 + 0x1p-40) + float_error(terms + width_, sizes), false};
}

void RegisterFile::set_combination(Register r, Part part) {
  Entry& entry = entries_[r];
  const Rounded& source = rounded(r, part);
  for (const auto& term : source.exact->terms)
    if (is_never(term.source)) return set_never(r);
  const Sum sum = add_up(source, &approx_[r * width_]);
  entry.state = State::part;
  entry.part = part;
  entry.exact.reset();
  entry.is_zero = sum.is_zero;
  entry.size = sum.size;
  entry.error = sum.error;
}

void RegisterFile::set_lazy(Register r, std::span<const double> approx, double error,
                            std::shared_ptr<const LazyForm> lazy) {
  std::copy(approx.begin(), approx.end(), &approx_[r * width_]);
  Entry& entry = entries_[r];
  entry.lazy = std::move(lazy);
  entry.state = State::lazy;
  entry.is_zero = false;
  entry.size = size_on(approx, bounds_);
  entry.error = error;
}

AffineForm RegisterFile::exact(const Combination& combination) const {
  AffineForm form(width_ - 1);
  form.constant = combination.constant;
  for (const auto& term : combination.terms)
    if (!entries_[term.source].is_zero) form.add_product(term.coefficient, exact(term.source));
  return form;
}

const AffineForm& RegisterFile::exact(Register r) const {
  const Entry& entry = entries_[r];
  assert(entry.state != State::never);
  if (entry.state == State::lazy) return entry.lazy->exact();
  if (!entry.exact) entry.exact = exact(*rounded(r, entry.part).exact);
  return *entry.exact;
}

bool RegisterFile::trust(double error, double size) {
  constexpr double coarse = 0x1p-30;
  return error < coarse * size && std::isfinite(size);
}

Form RegisterFile::form(Register r) const {
  const Entry& entry = entries_[r];
  if (!trust(entry.error, entry.size)) return Form(exact(r), bounds_);
  Form form;
  const auto doubles = approx(r);
  form.approx.assign(doubles.begin(), doubles.end());
  form.error = entry.error;
  form.lazy = std::make_shared<RegisterForm>(*this, r);
  return form;
}

}  // namespace polyspike
