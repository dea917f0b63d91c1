// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "certificate/proof_text.hpp"
#include "engine/proof_observer.hpp"
#include "linear/intersection.hpp"

namespace polyspike {

// Multipliers that prove what the walk found, for rows as certificates have them: as their
// primitive multiples. The search for them is in doubles; they are solved for exactly.
class Prover {
 public:
  using Walk = ProofObserver::Walk;

  // constant = sum of multiplier * row + multiplier of id 0 * the form's primitive
  // multiple, all multipliers > 0; the constant is not positive: the form is <= 0.
  struct Bound {
    Proof proof;
    int sign = 0;  // of the constant
  };
  // Nothing where the form takes positive values on the cell. The form is not constant.
  std::optional<Bound> bound(const Walk& walk, const AffineForm& form);

  // How the rows count: as they are, all as strict, none as strict.
  enum class Rows { stated, interior, closed };
  // What proves goal >= 0 (> 0 where strict) on the cell; nothing if nothing does. by_row: no
  // more than a row that says it.
  std::optional<Proof> by_row(const Walk& walk, const AffineForm& goal, bool strict, Rows rows);
  std::optional<Proof> prove(const Walk& walk, const AffineForm& goal, bool strict, Rows rows);

 private:
  // The integers of a row of the cell, kept as long as the row stays.
  struct Known {
    std::shared_ptr<const LazyForm> form;
    bool negated = false;
    IntegerRow row;
  };
  const IntegerRow& row(const Walk& walk, std::size_t i);
  std::optional<Bound> solve(const Walk& walk, const IntegerRow& form,
                             const std::vector<std::size_t>& basis);

  std::vector<Known> known_;
};

}  // namespace polyspike
