// SPDX-License-Identifier: GPL-3.0-or-later
#include "lp/edge_walk.hpp"

#include <cmath>
#include <limits>

namespace polyspike {

namespace {
constexpr double negligible = 0x1p-40;
constexpr double infinity = std::numeric_limits<double>::infinity();
}  // namespace

EdgeWalk::EdgeWalk(std::size_t dimension)
    : dimension_(dimension),
      rows_(dimension),
      objective_(dimension + 1),
      x_(dimension),
      directions_(dimension * dimension),
      length_(dimension),
      gain_(dimension),
      step_(dimension),
      tight_(dimension) {}

void EdgeWalk::push(std::span<const double> row, double scale) {
  rows_.push(row, scale);
  enabled_.push_back(1);
  const std::size_t i = rows_.size() - 1;
  if (slack_.size() < rows_.padded()) {
    slack_.resize(rows_.padded(), infinity);
    rate_.resize(rows_.padded());
    values_.resize(rows_.padded());
  }
  if (!started_) return;
  double value = row[0];
  for (std::size_t j = 0; j < dimension_; ++j) value += row[1 + j] * x_[j];
  started_ = value * scale > -negligible;
  slack_[i] = std::max(value * scale, 0.0);
}

void EdgeWalk::pop(std::size_t size) {
  for (int& row : tight_)
    if (row >= static_cast<int>(size)) row = -1;
  const std::size_t before = rows_.padded();
  rows_.pop(size);
  enabled_.resize(size);
  for (std::size_t i = size; i < before; ++i) slack_[i] = infinity;
}

void EdgeWalk::enable(std::size_t row, bool on) {
  if (is_enabled(row) == on) return;
  enabled_[row] = on ? 1 : 0;
  if (!on) slack_[row] = infinity;
  if (!on || !started_) return;
  for (std::size_t k = 0; k < dimension_; ++k)
    if (tight_[k] == static_cast<int>(row)) tight_[k] = -1;
  double value = rows_.entry(row, 0);
  for (std::size_t j = 0; j < dimension_; ++j) value += rows_.entry(row, 1 + j) * x_[j];
  started_ = value > -negligible;
  slack_[row] = std::max(value, 0.0);
}

const double* EdgeWalk::values(std::span<const double> x) const {
  rows_.values(x.data(), values_.data());
  return values_.data();
}

void EdgeWalk::start(std::span<const double> x) {
  std::copy(x.begin(), x.end(), x_.begin());
  std::fill(directions_.begin(), directions_.end(), 0.0);
  std::fill(length_.begin(), length_.end(), 1.0);
  for (std::size_t k = 0; k < dimension_; ++k) directions_[k * dimension_ + k] = 1;
  std::fill(tight_.begin(), tight_.end(), -1);
  measure_slacks();
  started_ = true;  // whatever rounding says: rows are violated by a little at most
  steps_ = 0;
}

void EdgeWalk::measure_slacks() {
  const std::size_t m = rows_.size();
  rows_.values(x_.data(), slack_.data());
  double least = 0;
  for (std::size_t i = 0; i < m; ++i) {
    if (!enabled_[i]) slack_[i] = infinity;
    least = std::min(least, slack_[i]);
    slack_[i] = std::max(slack_[i], 0.0);
  }
  started_ = least > -negligible;
  for (std::size_t i = m; i < slack_.size(); ++i) slack_[i] = infinity;
  for (const int row : tight_)
    if (row >= 0) slack_[static_cast<std::size_t>(row)] = infinity;
}

void EdgeWalk::set_objective(std::span<const double> form, double scale) {
  for (std::size_t j = 0; j <= dimension_; ++j) objective_[j] = form[j] * scale;
  value_ = objective_[0];
  for (std::size_t j = 0; j < dimension_; ++j) value_ += objective_[1 + j] * x_[j];
  for (std::size_t k = 0; k < dimension_; ++k) {
    const double* direction = &directions_[k * dimension_];
    double gain = 0;
    for (std::size_t j = 0; j < dimension_; ++j) gain += objective_[1 + j] * direction[j];
    gain_[k] = gain;
  }
}

// The column along which the objective grows fastest, free ones preferred; -1 at the top.
int EdgeWalk::best_column(double* sense) const {
  int column = -1;
  double best = negligible;
  for (std::size_t k = 0; k < dimension_; ++k) {
    const double gain = gain_[k];
    const double score = (tight(k) < 0 ? 4 * std::abs(gain) : gain) / length_[k];
    if (!(score > best)) continue;
    best = score;
    column = static_cast<int>(k);
    *sense = gain > 0 ? 1 : -1;
  }
  return column;
}

// The row that stops a move along step_: of those that do so first, the steepest.
int EdgeWalk::blocking_row(double* length) {
  double size = 0;
  for (const double s : step_) size += std::abs(s);
  const double least_rate = negligible * size;
  *length = rows_.rates(step_.data(), slack_.data(), least_rate, rate_.data());
  if (*length == infinity) return -1;
  return rows_.steepest(slack_.data(), rate_.data(), least_rate, *length * (1 + 0x1p-40));
}

void EdgeWalk::pivot(std::size_t column, std::size_t row, double rate) {
  const std::size_t d = dimension_;
  double* step = &directions_[column * d];
  double length = 0;
  for (std::size_t j = 0; j < d; ++j) {
    step[j] /= rate;
    length += std::abs(step[j]);
    step_[j] = rows_.entry(row, 1 + j);
  }
  length_[column] = length;
  gain_[column] /= rate;
  for (std::size_t k = 0; k < d; ++k) {
    if (k == column) continue;
    double* direction = &directions_[k * d];
    double r = 0;
    for (std::size_t j = 0; j < d; ++j) r += step_[j] * direction[j];
    if (r == 0) continue;
    double sum = 0;
    for (std::size_t j = 0; j < d; ++j) {
      direction[j] -= r * step[j];
      sum += std::abs(direction[j]);
    }
    length_[k] = sum;
    gain_[k] -= r * gain_[column];
  }
}

EdgeWalk::End EdgeWalk::climb(double wanted) {
  const std::size_t limit = 20 * (dimension_ + 2) + rows_.size();
  for (std::size_t iteration = 0; iteration < limit; ++iteration) {
    if (value_ > wanted) return End::enough;
    double sense = 1, length = 0;
    const int column = best_column(&sense);
    if (column < 0) return End::top;
    const auto c = static_cast<std::size_t>(column);
    for (std::size_t j = 0; j < dimension_; ++j)
      step_[j] = sense * directions_[c * dimension_ + j];
    const int blocking = blocking_row(&length);
    if (blocking < 0) break;
    const auto b = static_cast<std::size_t>(blocking);
    const double rate = sense * rate_[b];
    for (std::size_t j = 0; j < dimension_; ++j) x_[j] += length * step_[j];
    value_ += length * sense * gain_[c];
    rows_.advance(length, rate_.data(), slack_.data());
    if (const int left = tight(c); left >= 0) slack_[static_cast<std::size_t>(left)] = length;
    slack_[b] = infinity;
    tight_[c] = blocking;
    pivot(c, b, rate);
    ++steps_;
  }
  started_ = false;
  return End::lost;
}

std::size_t EdgeWalk::keep_place() {
  constexpr std::size_t most = 32;  // more than the search is worth in memory beyond
  if (places_ == kept_.size()) kept_.emplace_back();
  Place& place = kept_[places_];
  place.started = is_started() && dimension_ <= most;
  if (place.started) {
    place.steps = steps_;
    place.x = x_;
    place.directions = directions_;
    place.length = length_;
    place.tight = tight_;
  }
  return places_++;
}

void EdgeWalk::return_to(std::size_t index) {
  const Place& place = kept_[index];
  started_ = place.started;
  if (!started_) return;
  steps_ = place.steps;
  x_ = place.x;
  directions_ = place.directions;
  length_ = place.length;
  tight_ = place.tight;
  for (int& row : tight_)
    if (row >= static_cast<int>(rows_.size())) row = -1;
  measure_slacks();
}

}  // namespace polyspike
