// SPDX-License-Identifier: GPL-3.0-or-later
#include "lp/cell.hpp"

#include <cassert>
#include <cmath>
#include <limits>

#include "linear/solve.hpp"
#include "lp/float_form.hpp"

namespace polyspike {

Point Witness::point() const {
  if (!exact.empty() || x.empty()) return exact;
  Point p;
  p.reserve(x.size());
  for (double c : x) p.push_back(Rational::from_double(c));
  return p;
}

namespace {

// The power of two that brings the largest of the gradient to between 1 and 2.
double scale_of(std::span<const double> approx) {
  double largest = 0;
  for (std::size_t j = 1; j < approx.size(); ++j)
    largest = std::max(largest, std::abs(approx[j]));
  if (!(largest > 0) || !std::isfinite(largest)) return 1;
  return std::ldexp(1.0, -std::ilogb(largest));
}

}  // namespace

Cell::Cell(std::size_t dimension) : dimension_(dimension), columns_(dimension + 1) {
  objective_.resize(dimension + 1);
  x_.resize(dimension);
  directions_.resize(dimension * dimension);
  tight_.resize(dimension);
}

std::vector<AffineForm> Cell::rows() const {
  std::vector<AffineForm> rows;
  for (const Form& row : rows_) rows.push_back(row.exact());
  return rows;
}

void Cell::push(Form row) {
  const double scale = scale_of(row.approx);
  for (std::size_t j = 0; j <= dimension_; ++j) columns_[j].push_back(row.approx[j] * scale);
  error_.push_back(row.error * scale);
  rows_.push_back(std::move(row));
  enabled_.push_back(1);
}

void Cell::pop(std::size_t size) {
  rows_.resize(size);
  enabled_.resize(size);
  error_.resize(size);
  for (auto& column : columns_) column.resize(size);
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
      if (enabled_[i] && rows_[i].exact().at(witness.exact).sign() <= 0) return false;
    return true;
  }
  Point exact;
  for (std::size_t i = 0; i < m; ++i) {
    if (!enabled_[i]) continue;
    double value = columns_[0][i], size = std::abs(value);
    for (std::size_t j = 0; j < dimension_; ++j) {
      const double term = columns_[1 + j][i] * witness.x[j];
      value += term;
      size += std::abs(term);
    }
    const double error = error_[i] + float_error(dimension_ + 1, size);
    if (value > error) continue;
    if (value < -error) return false;
    if (exact.empty()) exact = witness.point();
    if (rows_[i].exact().at(exact).sign() <= 0) return false;
  }
  return true;
}

void Cell::start_walk(const Form& form, const Witness& inside) {
  const std::size_t d = dimension_, m = rows_.size();
  const double scale = scale_of(form.approx);
  for (std::size_t j = 0; j <= d; ++j) objective_[j] = form.approx[j] * scale;
  objective_error_ = form.error * scale;
  std::copy(inside.x.begin(), inside.x.end(), x_.begin());
  slack_.assign(columns_[0].begin(), columns_[0].end());
  for (std::size_t j = 0; j < d; ++j) {
    const double* column = columns_[1 + j].data();
    const double x = x_[j];
    for (std::size_t i = 0; i < m; ++i) slack_[i] += column[i] * x;
  }
  for (std::size_t i = 0; i < m; ++i) slack_[i] = std::max(slack_[i], 0.0);
  rate_.resize(m);
  in_basis_.assign(m, 0);
  std::fill(directions_.begin(), directions_.end(), 0.0);
  for (std::size_t k = 0; k < d; ++k) directions_[k * d + k] = 1;
  std::fill(tight_.begin(), tight_.end(), -1);
}

namespace {
constexpr double negligible = 0x1p-40;  // of the search; nothing is decided by it
}

// The column along which the objective grows fastest, free ones preferred; -1 at the top.
int Cell::improving_column(double* sense) const {
  const std::size_t d = dimension_;
  int column = -1;
  double best = negligible;
  for (std::size_t k = 0; k < d; ++k) {
    double gain = 0, length = 0;
    for (std::size_t j = 0; j < d; ++j) {
      gain += objective_[1 + j] * directions_[k * d + j];
      length += std::abs(directions_[k * d + j]);
    }
    const double score = (tight_[k] < 0 ? 4 * std::abs(gain) : gain) / length;
    if (!(score > best)) continue;
    best = score;
    column = static_cast<int>(k);
    *sense = gain > 0 ? 1 : -1;
  }
  return column;
}

int Cell::blocking_row(const double* step, double sense, double* length) {
  const std::size_t d = dimension_, m = rows_.size();
  double size = 0;
  std::fill(rate_.begin(), rate_.end(), 0.0);
  for (std::size_t j = 0; j < d; ++j) {
    const double s = sense * step[j];
    size += std::abs(s);
    if (s == 0) continue;
    const double* column = columns_[1 + j].data();
    for (std::size_t i = 0; i < m; ++i) rate_[i] += column[i] * s;
  }
  int blocking = -1;
  *length = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < m; ++i) {
    if (rate_[i] >= -negligible * size || in_basis_[i] || !enabled_[i]) continue;
    const double ratio = slack_[i] / -rate_[i];
    if (ratio < *length || (ratio == *length && blocking >= 0 &&
                            rate_[i] < rate_[static_cast<std::size_t>(blocking)])) {
      *length = ratio;
      blocking = static_cast<int>(i);
    }
  }
  return blocking;
}

void Cell::pivot(std::size_t column, std::size_t row, double rate) {
  const std::size_t d = dimension_;
  double* step = &directions_[column * d];
  for (std::size_t j = 0; j < d; ++j) step[j] /= rate;
  for (std::size_t k = 0; k < d; ++k) {
    if (k == column) continue;
    double r = 0;
    for (std::size_t j = 0; j < d; ++j) r += columns_[1 + j][row] * directions_[k * d + j];
    for (std::size_t j = 0; j < d; ++j) directions_[k * d + j] -= r * step[j];
  }
  if (tight_[column] >= 0) in_basis_[static_cast<std::size_t>(tight_[column])] = 0;
  tight_[column] = static_cast<int>(row);
  in_basis_[row] = 1;
}

// Simplex from the witness: columns are free directions until a row blocks them. Returns
// false where it got lost; the state is then meaningless.
bool Cell::walk() {
  const std::size_t d = dimension_, m = rows_.size();
  const std::size_t limit = 20 * (d + 2) + m;
  for (std::size_t iteration = 0; iteration < limit; ++iteration) {
    double sense = 1, length = 0;
    const int column = improving_column(&sense);
    if (column < 0) return true;
    const auto c = static_cast<std::size_t>(column);
    const double* step = &directions_[c * d];
    const int blocking = blocking_row(step, sense, &length);
    if (blocking < 0) return false;
    const auto b = static_cast<std::size_t>(blocking);
    for (std::size_t j = 0; j < d; ++j) x_[j] += length * sense * step[j];
    for (std::size_t i = 0; i < m; ++i)
      slack_[i] = std::max(0.0, slack_[i] + length * rate_[i]);
    slack_[b] = 0;
    pivot(c, b, sense * rate_[b]);
  }
  return false;
}

// A point between `inside` and the end of the walk where the form is positive.
bool Cell::step_inside(const Form& form, const Witness& inside, Witness* beyond) const {
  double start = objective_[0], end = objective_[0];
  for (std::size_t j = 0; j < dimension_; ++j) {
    start += objective_[1 + j] * inside.x[j];
    end += objective_[1 + j] * x_[j];
  }
  if (!(end > 0)) return false;
  const double crossing = start < 0 ? -start / (end - start) : 0;
  beyond->exact.clear();
  beyond->x.resize(dimension_);
  for (double share : {0.5, 0.25, 0.75, 0.0625, 0.9375}) {
    const double s = crossing + (1 - crossing) * share;
    for (std::size_t j = 0; j < dimension_; ++j)
      beyond->x[j] = inside.x[j] + s * (x_[j] - inside.x[j]);
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
  for (std::size_t j = 0; j <= d; ++j) size[j] = std::abs(sum[j] = objective_[j]);
  std::size_t basis[most], basis_size = 0;
  double errors = objective_error_;
  for (std::size_t k = 0; k < d; ++k) {
    if (tight_[k] < 0) continue;
    double multiplier = 0;
    for (std::size_t j = 0; j < d; ++j)
      multiplier -= objective_[1 + j] * directions_[k * d + j];
    const auto row = static_cast<std::size_t>(tight_[k]);
    if (multiplier > 0x1p-45) basis[basis_size++] = row;
    if (!(multiplier > 0)) continue;
    errors += multiplier * error_[row];
    for (std::size_t j = 0; j <= d; ++j) {
      const double term = multiplier * columns_[j][row];
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
  ++statistics_.programs;
  start_walk(form, inside);
  Maximum result;
  if (walk()) {
    result.positive = step_inside(form, inside, &result.beyond);
    if (result.positive || certify_not_positive(form, &result.may_be_zero)) return result;
  }
  return maximize_exactly(form.exact(), inside);
}

Cell::Search Cell::search(const Form& form, const Witness& inside) {
  Search result;
  result.positive = sign_at(form, inside) > 0;
  if (result.positive) return result;
  start_walk(form, inside);
  if (!walk()) return result;
  Witness beyond;
  result.positive = step_inside(form, inside, &beyond);
  result.end = x_;
  result.basis.emplace();
  for (const int row : tight_)
    if (row >= 0) result.basis->push_back(static_cast<std::size_t>(row));
  return result;
}

ExactMaximum Cell::exact(const AffineForm& form, const Witness& inside) const {
  std::vector<AffineForm> active;
  std::vector<std::size_t> origin;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!enabled_[i]) continue;
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
