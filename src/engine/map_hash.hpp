// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/leaf.hpp"
#include "engine/vertex/modular.hpp"
#include "program/program.hpp"

namespace polyspike {

// Hashes of the output forms of a program on its cells, from their coefficients modulo a
// prime: those are computed along the cell's pattern, without rationals. What the pattern
// asked for before has in common with it is not computed again.
class MapHash {
 public:
  explicit MapHash(const Program& program);

  enum class Result { known, never, unknown };  // some output never; a denominator was zero
  Result compute(const Pattern& pattern, std::uint64_t* hash);
  // The same hash from exact forms, none missing; 0 where a denominator is zero modulo the prime.
  static std::uint64_t of(const OutputForms& outputs);

 private:
  using Modular = vertex::Modular;
  struct Sum {
    std::vector<std::pair<Register, Modular>> terms;
    Modular constant;
  };
  struct Event {
    Register arrival;
    Modular offset, slope, jump;
  };
  struct Plan {
    Sum value, otherwise;
    std::vector<Event> events;
    Modular threshold, threshold_slope;
  };
  struct Entry {
    bool is_never = false, is_known = true, is_zero = false, is_new = true;
  };

  Modular residue(const Rational& value);
  Sum sum_of(const Combination& combination);
  Plan plan_of(const Step& step);
  Modular* form(Register r) { return &forms_[r * width_]; }
  bool is_new(const Plan& plan, const Sum& sum) const;
  void add(const Modular& factor, Register source, Register to);
  void set_sum(const Sum& sum, Register r);
  void set_spike(const Plan& plan, const Decision& decision, Register r);

  const Program& program_;
  std::size_t width_;
  bool all_known_ = true;  // no number of the program has a denominator that is zero
  std::vector<Plan> plans_;
  std::vector<Entry> entries_;
  std::vector<Modular> forms_;
  Pattern last_;
};

}  // namespace polyspike
