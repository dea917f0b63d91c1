// SPDX-License-Identifier: GPL-3.0-or-later
#include "geometry/volume_sample.hpp"

#include <algorithm>
#include <chrono>
#include <random>

#include "engine/pattern_hash.hpp"
#include "program/evaluate.hpp"

namespace polyspike {

namespace {

constexpr std::uint32_t fewest = 20;

// A walk in the domain that moves along one coordinate at a time, to a place that is uniform
// on the chord: in a box the points of successive sweeps are independent.
class RandomPoints {
 public:
  explicit RandomPoints(const Problem& problem) : rows_(problem.domain.half_spaces.size()) {
    for (const Rational& x : problem.interior) at_.push_back(x.approximate());
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const AffineForm& form = problem.domain.half_spaces[r].form;
      for (std::size_t i = 0; i < at_.size(); ++i)
        rows_[r].slopes.push_back(form.gradient[i].approximate());
      rows_[r].value = form.at(problem.interior).approximate();
    }
  }

  Point next() {
    for (std::size_t i = 0; i < at_.size(); ++i) move(i);
    Point point;
    // Short numbers are fast; those that leave the domain by that do no harm.
    for (const double x : at_)
      point.push_back(Rational::from_double(static_cast<float>(x)));
    return point;
  }

 private:
  struct Row {
    std::vector<double> slopes;
    double value;  // at the point
  };

  void move(std::size_t i) {
    double low = -1e300, high = 1e300;
    for (const Row& row : rows_) {
      const double slope = row.slopes[i];
      if (slope > 0) low = std::max(low, -row.value / slope);
      if (slope < 0) high = std::min(high, -row.value / slope);
    }
    if (!(low < high)) return;
    const double step = low + (high - low) * uniform_(random_);
    at_[i] += step;
    for (Row& row : rows_) row.value += step * row.slopes[i];
  }

  std::vector<Row> rows_;
  std::vector<double> at_;
  std::mt19937_64 random_;  // the same seed in every run
  std::uniform_real_distribution<double> uniform_;
};

}  // namespace

VolumeSample::VolumeSample(const Problem& problem, std::size_t most) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  RandomPoints points(problem);
  while (points_ < most) {
    const auto spent = Clock::now() - start;
    if (spent > std::chrono::milliseconds(points_ < fewest ? 200 : 20)) break;
    ++cells_[hash_pattern(evaluate(problem.program, points.next()).pattern)].points;
    ++points_;
  }
}

void VolumeSample::add(const Leaf& leaf) {
  const auto cell = cells_.find(leaf.pattern_hash());
  if (cell == cells_.end() || cell->second.is_found.exchange(true)) return;
  found_ += cell->second.points;
}

std::optional<double> VolumeSample::share() const {
  if (points_ < fewest) return std::nullopt;
  return static_cast<double>(found_) / points_;
}

}  // namespace polyspike
