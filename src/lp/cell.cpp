// SPDX-License-Identifier: GPL-3.0-or-later
#include "lp/cell.hpp"

#include <cassert>
#include <cmath>
#include <limits>

#include "linear/solve.hpp"
#include "lp/float_form.hpp"
#include "number/certified.hpp"

namespace polyspike {

Point Witness::point() const {
  if (!exact.empty() || x.empty()) return exact;
  Point p;
  p.reserve(x.size());
  for (double c : x) p.push_back(Rational::from_double(c));
  return p;
}

namespace {

constexpr double plainly_zero = 1e-9;  // in the twin that certifies nothing

// The power of two that brings the largest of the gradient to between 1 and 2.
double scale_of(std::span<const double> approx) {
  double largest = 0;
  for (std::size_t j = 1; j < approx.size(); ++j)
    largest = std::max(largest, std::abs(approx[j]));
  if (!(largest > 0) || !std::isfinite(largest)) return 1;
  return std::ldexp(1.0, -std::ilogb(largest));
}

}  // namespace

Cell::Cell(std::size_t dimension) : dimension_(dimension), walk_(dimension) {}

std::vector<AffineForm> Cell::rows() const {
  std::vector<AffineForm> rows;
  for (const Form& row : rows_) rows.push_back(row.exact());
  return rows;
}

void Cell::push(Form row) {
  const double scale = scale_of(row.approx);
  walk_.push(row.approx, scale);
  error_.push_back(row.error * scale);
  const double size = size_on(row.approx, bounds_) * scale;
  margin_.push_back(error_.back() + float_error(dimension_ + 2, size));
  rows_.push_back(std::move(row));
}

void Cell::pop(std::size_t size) {
  walk_.pop(size);
  rows_.resize(size);
  error_.resize(size);
  margin_.resize(size);
}

void Cell::find_place(std::initializer_list<std::size_t> places) {
  for (const std::size_t place : places)
    if (!walk_.is_started()) walk_.return_to(place);
}

std::vector<double> coordinate_bounds(std::span<const AffineForm> rows,
                                      const Point& point) {
  std::vector<double> bounds;
  for (std::size_t j = 0; j < point.size(); ++j) {
    const AffineForm x = AffineForm::coordinate(point.size(), j);
    const Rational high = exact_maximum(rows, x, point).value;
    const Rational low = -exact_maximum(rows, -x, point).value;
    const double size = std::max(abs(high), abs(low)).approximate();
    bounds.push_back(size * (1 + 0x1p-40) + 0x1p-900);
  }
  return bounds;
}

int Cell::sign_at(const Form& form, const Witness& witness) {
  if (witness.exact.empty()) {
    double error = 0;
    const double value = form.at(witness.x, &error);
    if (!is_certified) return (value > plainly_zero) - (value < -plainly_zero);
    if (std::abs(value) > error) return value > 0 ? 1 : -1;
  }
  return form.exact().at(witness.point()).sign();
}

int Cell::sign_at(const AffineForm& form, const Witness& witness) {
  if (witness.exact.empty() && form.dimension() <= 32) {
    double f[33];
    const std::size_t d = form.dimension();
    write_float_form(form, {f, d + 1});
    double value = f[0], size = std::abs(f[0]);
    for (std::size_t j = 0; j < d; ++j) {
      const double term = f[1 + j] * witness.x[j];
      value += term;
      size += std::abs(term);
    }
    if (std::abs(value) > float_error(d + 1, size)) return value > 0 ? 1 : -1;
  }
  return form.at(witness.point()).sign();
}

bool Cell::is_inside(const Witness& witness) const {
  const std::size_t m = rows_.size();
  if (!witness.exact.empty() || dimension_ == 0) {
    for (std::size_t i = 0; i < m; ++i)
      if (walk_.is_enabled(i) && rows_[i].exact().at(witness.exact).sign() <= 0) return false;
    return true;
  }
  for (std::size_t j = 0; j < dimension_; ++j)
    if (std::abs(witness.x[j]) > bounds_[j]) return false;
  const double* value = walk_.values(witness.x);
  Point exact;
  for (std::size_t i = 0; i < m; ++i) {
    if (value[i] > margin_[i] || !walk_.is_enabled(i)) continue;
    if (value[i] < -margin_[i]) return false;
    if (exact.empty()) exact = witness.point();
    if (rows_[i].exact().at(exact).sign() <= 0) return false;
  }
  return true;
}

void Cell::aim(const Form& form, const Witness& inside) {
  const double scale = scale_of(form.approx);
  if (!walk_.is_started()) walk_.start(inside.x);
  walk_.set_objective(form.approx, scale);
  objective_error_ = form.error * scale;
}

// Returns false where the walk got lost; its state is then meaningless.
bool Cell::climb_to_top(const Witness& inside) {
  constexpr double top = std::numeric_limits<double>::infinity();
  if (walk_.is_started() && walk_.climb(top) == EdgeWalk::End::top) return true;
  const std::vector<double> objective = walk_.objective();
  walk_.start(inside.x);
  walk_.set_objective(objective, 1);
  return walk_.climb(top) == EdgeWalk::End::top;
}

// A point between `inside` and the end of the walk where the form is positive.
bool Cell::step_inside(const Form& form, const Witness& inside, Witness* beyond) const {
  const std::vector<double>& objective = walk_.objective();
  const std::vector<double>& x = walk_.x();
  double start = objective[0], end = objective[0];
  for (std::size_t j = 0; j < dimension_; ++j) {
    start += objective[1 + j] * inside.x[j];
    end += objective[1 + j] * x[j];
  }
  if (!(end > (is_certified ? 0 : plainly_zero))) return false;
  const double crossing = start < 0 ? -start / (end - start) : 0;
  beyond->exact.clear();
  beyond->x.resize(dimension_);
  for (double share : {0.5, 0.25, 0.75, 0.0625, 0.9375}) {
    const double s = crossing + (1 - crossing) * share;
    for (std::size_t j = 0; j < dimension_; ++j)
      beyond->x[j] = inside.x[j] + s * (x[j] - inside.x[j]);
    if (!is_certified) return true;
    if (sign_at(form, *beyond) > 0 && is_inside(*beyond)) return true;
  }
  return false;
}

// Whether the multipliers at the end of the walk prove form <= 0 on the cell.
bool Cell::certify_not_positive(const Form& form, bool* may_be_zero) {
  const std::size_t d = dimension_;
  constexpr std::size_t most = 33;
  if (d >= most) return false;
  double sum[most], size[most];
  for (std::size_t j = 0; j <= d; ++j) size[j] = std::abs(sum[j] = walk_.objective()[j]);
  std::size_t basis[most], basis_size = 0;
  double errors = objective_error_;
  for (std::size_t k = 0; k < d; ++k) {
    if (walk_.tight(k) < 0) continue;
    const double multiplier = walk_.multiplier(k);
    const auto row = static_cast<std::size_t>(walk_.tight(k));
    if (multiplier > 0x1p-45) basis[basis_size++] = row;
    if (!(multiplier > 0)) continue;
    errors += multiplier * error_[row];
    for (std::size_t j = 0; j <= d; ++j) {
      const double term = multiplier * walk_.entry(row, j);
      sum[j] += term;
      size[j] += std::abs(term);
    }
  }
  double bound = sum[0] + float_error(d + 2, size[0]) + errors;
  double bound_size = std::abs(sum[0]) + errors;
  for (std::size_t j = 1; j <= d; ++j) {
    const double term = (std::abs(sum[j]) + float_error(d + 2, size[j])) * bounds_[j - 1];
    bound += term;
    bound_size += term;
  }
  if (bound + float_error(2 * d + 2, bound_size) < 0) {
    *may_be_zero = false;
    return true;
  }
  return certify_exactly(form, {basis, basis_size}, may_be_zero);
}

bool Cell::certify_exactly(const Form& form, std::span<const std::size_t> basis,
                           bool* may_be_zero) {
  ++statistics_.exact_bases;
  std::vector<AffineForm> rows;
  std::vector<std::size_t> all;
  for (std::size_t i : basis) {
    all.push_back(rows.size());
    rows.push_back(rows_[i].exact());
  }
  const AffineForm exact = form.exact();
  const auto multipliers = combine(rows, all, exact);
  if (!multipliers) return false;
  Rational value = exact.constant;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if ((*multipliers)[k].sign() < 0) return false;
    value.add_product((*multipliers)[k], rows[k].constant);
  }
  *may_be_zero = value.is_zero();
  return value.sign() <= 0;
}

Cell::Maximum Cell::maximize(const Form& form, const Witness& inside) {
  constexpr double clearly = 0x1p-12;
  ++statistics_.programs;
  aim(form, inside);
  Maximum result;
  if (walk_.climb(clearly) == EdgeWalk::End::enough &&
      step_inside(form, inside, &result.beyond)) {
    result.positive = true;
    return result;
  }
  if (climb_to_top(inside)) {
    result.positive = step_inside(form, inside, &result.beyond);
    if (!is_certified || result.positive || certify_not_positive(form, &result.may_be_zero)) return result;
  }
  return maximize_exactly(form.exact(), inside);
}

Cell::Search Cell::search(const Form& form, const Witness& inside) {
  Search result;
  result.positive = sign_at(form, inside) > 0;
  if (result.positive) return result;
  aim(form, inside);
  if (!climb_to_top(inside)) return result;
  Witness beyond;
  result.positive = step_inside(form, inside, &beyond);
  result.end = walk_.x();
  result.basis.emplace();
  for (std::size_t k = 0; k < dimension_; ++k)
    if (walk_.tight(k) >= 0) result.basis->push_back(static_cast<std::size_t>(walk_.tight(k)));
  return result;
}

ExactMaximum Cell::exact(const AffineForm& form, const Witness& inside) const {
  std::vector<AffineForm> active;
  std::vector<std::size_t> origin;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!walk_.is_enabled(i)) continue;
    active.push_back(rows_[i].exact());
    origin.push_back(i);
  }
  ExactMaximum best = exact_maximum(active, form, inside.point());
  for (auto& [row, multiplier] : best.multipliers) row = origin[row];
  return best;
}

Cell::Maximum Cell::maximize_exactly(const AffineForm& form, const Witness& inside) {
  ++statistics_.exact_walks;
  const ExactMaximum best = exact(form, inside);
  assert(!best.unbounded);
  Maximum result;
  result.positive = best.value.sign() > 0;
  result.may_be_zero = best.value.is_zero();
  if (!result.positive) return result;
  const Point from = inside.point();
  const Rational start = form.at(from);
  Rational share(1, 2);
  if (start.sign() < 0) {
    const Rational crossing = -start / (best.value - start);
    share = (Rational(1) + crossing) / Rational(2);
  }
  Witness& beyond = result.beyond;
  beyond.x.resize(dimension_);
  Point p(dimension_);
  for (std::size_t j = 0; j < dimension_; ++j) {
    p[j] = from[j] + share * (best.point[j] - from[j]);
    beyond.x[j] = p[j].approximate();
  }
  if (sign_at(form, beyond) > 0 && is_inside(beyond)) return result;
  beyond.exact = std::move(p);
  return result;
}

}  // namespace polyspike
