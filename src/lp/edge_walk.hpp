// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lp/row_block.hpp"

namespace polyspike {

// A walk in doubles along the edges of a bounded polytope {x : every row >= 0}, uphill for
// an objective. It searches; nothing is decided by it. Where it stands stays a place to
// start from for the next objective, also after rows came or went.
class EdgeWalk {
 public:
  explicit EdgeWalk(std::size_t dimension);

  std::size_t size() const { return rows_.size(); }
  // Entry j of the i-th row as the walk has it: scaled by a power of two.
  double entry(std::size_t row, std::size_t j) const { return rows_.entry(row, j); }
  // Adds a row: its constant and gradient times `scale`.
  void push(std::span<const double> row, double scale);
  void pop(std::size_t size);
  void enable(std::size_t row, bool on);
  bool is_enabled(std::size_t row) const { return enabled_[row] != 0; }

  // Every row's value at a point; the array has padded(size) entries.
  const double* values(std::span<const double> x) const;

  // Whether the walk stands somewhere inside; if not it has to be started.
  bool is_started() const { return started_ && steps_ < most_steps; }
  void start(std::span<const double> x);
  void forget() { started_ = false; }
  void set_objective(std::span<const double> form, double scale);
  const std::vector<double>& objective() const { return objective_; }
  enum class End {
    top,     // a vertex where the objective is greatest
    enough,  // the objective has passed what was wanted
    lost,    // rounding led astray, or too long a walk
  };
  End climb(double wanted);
  double value() const { return value_; }
  const std::vector<double>& x() const { return x_; }
  // The row that column k keeps tight, -1 if none, and the multiplier that it gets in the
  // dual of the objective.
  int tight(std::size_t k) const {
    return tight_[k] >= 0 && enabled_[static_cast<std::size_t>(tight_[k])] ? tight_[k] : -1;
  }
  double multiplier(std::size_t k) const { return -gain_[k]; }

  // Keeps the place where the walk stands on a stack, and comes back to the i-th of them,
  // which must not have been dropped. Rows that came since are taken into account; if one
  // of them is violated there, the walk is not started.
  std::size_t keep_place();
  void return_to(std::size_t place);
  void drop_places(std::size_t first) { places_ = first; }

 private:
  struct Place {
    bool started = false;
    int steps = 0;
    std::vector<double> x, directions, length;
    std::vector<int> tight;
  };
  void measure_slacks();
  int best_column(double* sense) const;
  int blocking_row(double* length);
  void pivot(std::size_t column, std::size_t row, double rate);

  static constexpr int most_steps = 100;

  std::size_t dimension_;
  RowBlock rows_;
  std::vector<std::uint8_t> enabled_;
  bool started_ = false;
  int steps_ = 0;  // since the start, each of which adds rounding errors
  double value_ = 0;
  std::vector<double> objective_, x_;
  // Per row; a slack is infinite where the row cannot block: switched off, or tight.
  std::vector<double> slack_, rate_;
  mutable std::vector<double> values_;
  // Per column a direction that keeps the rows of all other columns tight and along which
  // its own, if there is one, grows at rate 1; its length; how the objective changes.
  std::vector<double> directions_, length_, gain_, step_;
  std::vector<int> tight_;
  std::vector<Place> kept_;
  std::size_t places_ = 0;  // of kept_ in use
};

}  // namespace polyspike
