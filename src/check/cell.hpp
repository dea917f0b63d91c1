// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "lines.hpp"

namespace check {

struct Row {
  Vector form;          // primitive
  bool strict = false;  // > 0, else >= 0
  bool constant = false;
  std::size_t kept = 0;  // its place in TreeResult::rows
};

// How the rows count in a proof: as they are; those that are not constant as strict; all as
// not strict.
enum class Strictness { stated, interior, closed };

// The corners of a simplex that contains the cell, as points (denominator, numerators).
using Corners = std::shared_ptr<const std::vector<Vector>>;

// The rows of a cell, with ids from 1, and the two rules of proof: multipliers, or the word
// "@" for a look at the corners.
class Cell {
 public:
  explicit Cell(const Lines& lines) : lines_(lines) {}

  std::size_t size() const { return rows_.size(); }
  const std::vector<Row>& rows() const { return rows_; }
  std::vector<Row>& rows() { return rows_; }
  // Adds the primitive multiple of the form, which is the returned multiple of it.
  Int push(Vector form, bool strict);
  void push(Row row) { rows_.push_back(std::move(row)); }
  void pop(std::size_t size) { rows_.resize(size); }

  // Nothing before the first line `t`.
  const Corners& corners() const { return corners_; }
  void set_corners(Corners corners) { corners_ = std::move(corners); }

  // Rejects unless the multipliers prove that the cell is empty.
  void expect_empty(Words multipliers, Strictness strictness);
  // Rejects unless they prove goal >= 0, or > 0 where strict, without the rows in `banned`.
  void expect(Words multipliers, Vector goal, bool strict, Strictness strictness,
              const std::vector<std::size_t>& banned = {});
  // Rejects unless the sum is the zero form or a constant < 0, which is returned, over rows
  // counting as >= 0; says which ids were used.
  int expect_zero_or_negative(Words multipliers, std::vector<std::size_t>& used);

 private:
  bool add_up(Words multipliers, const Vector* goal_negated, bool goal_strict,
              Strictness strictness, const std::vector<std::size_t>& banned,
              std::vector<std::size_t>* used);
  void expect_contradiction(bool strict) const;

  const Lines& lines_;
  std::vector<Row> rows_;
  Corners corners_;
  Vector sum_;       // what add_up found, and
  Int multiplier_;   // the last one it read; here for their memory
};

}  // namespace check
