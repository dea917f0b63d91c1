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

Cell::Cell(std::size_t dimension) : dimension_(dimension), columns_(dimension + 1) {
  objective_.resize(dimension + 1);
  x_.resize(dimension);
  directions_.resize(dimension * dimension);
  tight_.resize(dimension);
}

void Cell::push(AffineForm row) {
  assert(!row.is_constant());
  std::vector<double> entries(dimension_ + 1);
  write_float_form(row, entries);
  for (std::size_t j = 0; j <= dimension_; ++j) columns_[j].push_back(entries[j]);
  rows_.push_back(std::move(row));
  enabled_.push_back(1);
}

void Cell::pop(std::size_t size) {
  rows_.resize(size);
  enabled_.resize(size);
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

int Cell::sign_at(const AffineForm& form, const Witness& witness) {
  if (witness.exact.empty()) {
    const std::size_t d = form.dimension();
    double stack[33];
    std::vector<double> heap;
    double* f = stack;
    if (d > 32) {
      heap.resize(d + 1);
      f = heap.data();
    }
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
      if (enabled_[i] && rows_[i].at(witness.exact).sign() <= 0) return false;
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
    if (value > float_error(dimension_ + 1, size)) continue;
    if (value < -float_error(dimension_ + 1, size)) return false;
    if (exact.empty()) exact = witness.point();
    if (rows_[i].at(exact).sign() <= 0) return false;
  }
  return true;
}

// Simplex from the witness: columns are free directions until a row blocks them. Returns
// false where it got lost; the state is then meaningless.
bool Cell::walk(const double* objective, const Witness& inside) {
  const std::size_t d = dimension_, m = rows_.size();
  constexpr double negligible = 0x1p-40;
  for (std::size_t j = 0; j < d; ++j) x_[j] = inside.x[j];
  slack_.assign(columns_[0].begin(), columns_[0].end());
  for (std::size_t j = 0; j < d; ++j)
    for (std::size_t i = 0; i < m; ++i) slack_[i] += columns_[1 + j][i] * x_[j];
  for (std::size_t i = 0; i < m; ++i) slack_[i] = std::max(slack_[i], 0.0);
  rate_.resize(m);
  in_basis_.assign(m, 0);
  std::fill(directions_.begin(), directions_.end(), 0.0);
  for (std::size_t k = 0; k < d; ++k) directions_[k * d + k] = 1;
  std::fill(tight_.begin(), tight_.end(), -1);
  const std::size_t limit = 20 * (d + 2) + m;
  for (std::size_t iteration = 0; iteration < limit; ++iteration) {
    int column = -1;
    double best = 0, sense = 1;
    for (std::size_t k = 0; k < d; ++k) {
      double gain = 0, length = 0;
      for (std::size_t j = 0; j < d; ++j) {
        gain += objective[1 + j] * directions_[k * d + j];
        length += std::abs(directions_[k * d + j]);
      }
      const double score = (tight_[k] < 0 ? 4 * std::abs(gain) : gain) / length;
      if (score > negligible && score > best) {
        best = score;
        column = static_cast<int>(k);
        sense = gain > 0 ? 1 : -1;
      }
    }
    if (column < 0) return true;
    double* step = &directions_[static_cast<std::size_t>(column) * d];
    double length = 0;
    for (std::size_t j = 0; j < d; ++j) length += std::abs(step[j]);
    std::fill(rate_.begin(), rate_.end(), 0.0);
    for (std::size_t j = 0; j < d; ++j) {
      const double s = sense * step[j];
      if (s == 0) continue;
      const double* column_j = columns_[1 + j].data();
      for (std::size_t i = 0; i < m; ++i) rate_[i] += column_j[i] * s;
    }
    int blocking = -1;
    double shortest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < m; ++i) {
      if (rate_[i] >= -negligible * length || in_basis_[i] || !enabled_[i]) continue;
      const double ratio = slack_[i] / -rate_[i];
      if (ratio < shortest ||
          (ratio == shortest && rate_[i] < rate_[static_cast<std::size_t>(blocking)])) {
        shortest = ratio;
        blocking = static_cast<int>(i);
      }
    }
    if (blocking < 0) return false;
    const auto b = static_cast<std::size_t>(blocking), c = static_cast<std::size_t>(column);
    for (std::size_t j = 0; j < d; ++j) x_[j] += shortest * sense * step[j];
    for (std::size_t i = 0; i < m; ++i) slack_[i] = std::max(0.0, slack_[i] + shortest * rate_[i]);
    slack_[b] = 0;
    const double pivot = sense * rate_[b];
    for (std::size_t j = 0; j < d; ++j) step[j] /= pivot;
    for (std::size_t k = 0; k < d; ++k) {
      if (k == c) continue;
      double r = 0;
      for (std::size_t j = 0; j < d; ++j) r += columns_[1 + j][b] * directions_[k * d + j];
      for (std::size_t j = 0; j < d; ++j) directions_[k * d + j] -= r * step[j];
    }
    if (tight_[c] >= 0) in_basis_[static_cast<std::size_t>(tight_[c])] = 0;
    tight_[c] = blocking;
    in_basis_[b] = 1;
  }
  return false;
}

// A point between `inside` and the end of the walk where the form is positive. `start` is
// the form's value at `inside`, in doubles.
bool Cell::step_inside(const AffineForm& form, const Witness& inside, double start,
                       Witness* beyond) const {
  double end = objective_[0];
  for (std::size_t j = 0; j < dimension_; ++j) end += objective_[1 + j] * x_[j];
  if (!(end > 0)) return false;
  const double crossing = start < 0 ? -start / (end - start) : 0;
  for (double share : {0.5, 0.25, 0.75, 0.0625, 0.9375}) {
    const double s = crossing + (1 - crossing) * share;
    beyond->exact.clear();
    beyond->x.resize(dimension_);
    for (std::size_t j = 0; j < dimension_; ++j)
      beyond->x[j] = inside.x[j] + s * (x_[j] - inside.x[j]);
    if (sign_at(form, *beyond) > 0 && is_inside(*beyond)) return true;
  }
  return false;
}

// Whether the multipliers at the end of the walk prove form <= 0 on the cell.
bool Cell::certify_not_positive(const AffineForm& form, bool* may_be_zero) {
  const std::size_t d = dimension_;
  std::vector<double> sum(objective_), size(d + 1);
  for (std::size_t j = 0; j <= d; ++j) size[j] = std::abs(sum[j]);
  std::vector<std::size_t> basis;
  for (std::size_t k = 0; k < d; ++k) {
    if (tight_[k] < 0) continue;
    double multiplier = 0;
    for (std::size_t j = 0; j < d; ++j)
      multiplier -= objective_[1 + j] * directions_[k * d + j];
    const auto row = static_cast<std::size_t>(tight_[k]);
    if (multiplier > 0x1p-45) basis.push_back(row);
    if (!(multiplier > 0)) continue;
    for (std::size_t j = 0; j <= d; ++j) {
      const double term = multiplier * columns_[j][row];
      sum[j] += term;
      size[j] += std::abs(term);
    }
  }
  double bound = sum[0] + float_error(d + 2, size[0]), bound_size = std::abs(sum[0]);
  for (std::size_t j = 1; j <= d; ++j) {
    const double term =
        (std::abs(sum[j]) + float_error(d + 2, size[j])) * coordinate_bound_[j - 1];
    bound += term;
    bound_size += term;
  }
  if (bound + float_error(d + 2, bound_size) < 0) {
    *may_be_zero = false;
    return true;
  }
  ++statistics_.exact_bases;
  const auto multipliers = combine(rows_, basis, form);
  if (!multipliers) return false;
  Rational value = form.constant;
  for (std::size_t k = 0; k < basis.size(); ++k) {
    if ((*multipliers)[k].sign() < 0) return false;
    value.add_product((*multipliers)[k], rows_[basis[k]].constant);
  }
  *may_be_zero = value.is_zero();
  return value.sign() <= 0;
}

Cell::Maximum Cell::maximize(const AffineForm& form, const Witness& inside) {
  assert(!form.is_constant());
  ++statistics_.programs;
  write_float_form(form, objective_);
  Maximum result;
  if (walk(objective_.data(), inside)) {
    double start = objective_[0];
    for (std::size_t j = 0; j < dimension_; ++j) start += objective_[1 + j] * inside.x[j];
    result.positive = step_inside(form, inside, start, &result.beyond);
    if (result.positive || certify_not_positive(form, &result.may_be_zero)) return result;
  }
  return maximize_exactly(form, inside);
}

ExactMaximum Cell::exact(const AffineForm& form, const Witness& inside) const {
  std::vector<AffineForm> active;
  std::vector<std::size_t> origin;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!enabled_[i]) continue;
    active.push_back(rows_[i]);
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
