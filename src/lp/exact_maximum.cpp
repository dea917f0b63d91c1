// SPDX-License-Identifier: GPL-3.0-or-later
#include "lp/exact_maximum.hpp"

#include <cassert>

namespace polyspike {

namespace {

constexpr std::size_t no_row = static_cast<std::size_t>(-1);

// The simplex state: a feasible point and, per column, a direction that keeps every other
// tight row tight. A column is tied to a tight row, or free in both directions.
class Walk {
 public:
  Walk(std::span<const AffineForm> rows, const AffineForm& objective, Point start)
      : rows_(rows), objective_(objective), x_(std::move(start)) {
    const std::size_t d = x_.size();
    tight_.assign(d, no_row);
    directions_.assign(d, Point(d));
    for (std::size_t k = 0; k < d; ++k) directions_[k][k] = 1;
    in_basis_.assign(rows.size(), false);
    slack_.reserve(rows.size());
    for (const AffineForm& row : rows) slack_.push_back(row.at(x_));
  }

  // Moves until optimal or unbounded; returns false if unbounded.
  bool run() {
    while (true) {
      const auto [column, forward] = improving_column();
      if (column == no_row) return true;
      if (!move(column, forward)) return false;
    }
  }

  ExactMaximum result(bool bounded) const {
    ExactMaximum maximum;
    maximum.unbounded = !bounded;
    maximum.point = x_;
    maximum.value = objective_.at(x_);
    if (!bounded) return maximum;
    for (std::size_t k = 0; k < tight_.size(); ++k) {
      if (tight_[k] == no_row) continue;
      Rational multiplier = -objective_.along(directions_[k]);
      if (!multiplier.is_zero()) maximum.multipliers.emplace_back(tight_[k], multiplier);
    }
    return maximum;
  }

 private:
  // Bland: free columns first, then the improving column of the lowest row.
  std::pair<std::size_t, bool> improving_column() const {
    std::size_t best = no_row;
    for (std::size_t k = 0; k < tight_.size(); ++k) {
      if (tight_[k] != no_row && best != no_row && tight_[k] > tight_[best]) continue;
      const int gain = objective_.along(directions_[k]).sign();
      if (tight_[k] == no_row && gain != 0) return {k, gain > 0};
      if (tight_[k] != no_row && gain > 0) best = k;
    }
    return {best, true};
  }

  bool move(std::size_t column, bool forward) {
    Point step = directions_[column];
    if (!forward)
      for (Rational& c : step) c = -c;
    std::vector<Rational> rates(rows_.size());
    std::size_t blocking = no_row;
    Rational shortest;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (in_basis_[i]) continue;
      rates[i] = rows_[i].along(step);
      if (rates[i].sign() >= 0) continue;
      Rational length = slack_[i] / -rates[i];
      if (blocking == no_row || length < shortest) {
        blocking = i;
        shortest = std::move(length);
      }
    }
    if (blocking == no_row) return false;
    if (!shortest.is_zero()) {
      for (std::size_t j = 0; j < x_.size(); ++j) x_[j].add_product(shortest, step[j]);
      for (std::size_t i = 0; i < rows_.size(); ++i)
        if (!in_basis_[i]) slack_[i].add_product(shortest, rates[i]);
      if (tight_[column] != no_row) slack_[tight_[column]] += shortest;
    }
    pivot(column, blocking);
    return true;
  }

  void pivot(std::size_t column, std::size_t row) {
    const Rational rate = rows_[row].along(directions_[column]);
    for (Rational& c : directions_[column]) c /= rate;
    for (std::size_t k = 0; k < tight_.size(); ++k) {
      if (k == column) continue;
      const Rational r = rows_[row].along(directions_[k]);
      if (r.is_zero()) continue;
      for (std::size_t j = 0; j < x_.size(); ++j)
        directions_[k][j] -= r * directions_[column][j];
    }
    if (tight_[column] != no_row) in_basis_[tight_[column]] = false;
    tight_[column] = row;
    in_basis_[row] = true;
  }

  std::span<const AffineForm> rows_;
  const AffineForm& objective_;
  Point x_;
  std::vector<Rational> slack_;
  std::vector<std::size_t> tight_;
  std::vector<Point> directions_;
  std::vector<bool> in_basis_;
};

}  // namespace

ExactMaximum exact_maximum(std::span<const AffineForm> rows, const AffineForm& objective,
                           Point feasible) {
  Walk walk(rows, objective, std::move(feasible));
  const bool bounded = walk.run();
  return walk.result(bounded);
}

// Maximises the common slack s of all rows, r_i(x) - s >= 0 and s <= 1, from the origin
// with s low enough.
Interior find_interior(std::span<const AffineForm> rows, std::size_t dimension) {
  Interior result;
  std::vector<AffineForm> lifted;
  std::vector<std::size_t> origin;
  Rational lowest;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].is_constant()) {
      if (rows[i].constant.sign() < 0) {
        result.multipliers.emplace_back(i, Rational(1));
        return result;
      }
      continue;
    }
    AffineForm row = rows[i];
    row.gradient.emplace_back(-1);
    if (row.constant < lowest) lowest = row.constant;
    lifted.push_back(std::move(row));
    origin.push_back(i);
  }
  AffineForm cap(dimension + 1), slack(dimension + 1);
  cap.constant = 1;
  cap.gradient[dimension] = -1;
  slack.gradient[dimension] = 1;
  lifted.push_back(std::move(cap));
  Point start(dimension + 1);
  start[dimension] = lowest;
  ExactMaximum best = exact_maximum(lifted, slack, std::move(start));
  assert(!best.unbounded);
  if (best.value.sign() > 0) {
    result.kind = Interior::Kind::full;
    best.point.resize(dimension);
    result.point = std::move(best.point);
    return result;
  }
  result.kind = best.value.is_zero() ? Interior::Kind::flat : Interior::Kind::empty;
  for (auto& [row, multiplier] : best.multipliers)
    if (row < origin.size()) result.multipliers.emplace_back(origin[row], multiplier);
  return result;
}

}  // namespace polyspike
