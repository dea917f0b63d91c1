// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "program/pattern.hpp"
#include "program/program.hpp"

namespace polyspike {

// The causal paths of a program. A spike's path leads to the sources of its causal set (and
// of the event that fires it by a jump), an active ReLU's to what its value is made of; a
// neuron that is off or never fires leads no further.
class CausalPaths {
 public:
  explicit CausalPaths(const Program& program);

  // The pattern with the decisions of all neurons off every causal path to an output
  // forgotten.
  Pattern pattern_on(const Pattern& pattern) const;

 private:
  using Bits = std::vector<std::uint64_t>;  // of registers
  struct Reads {
    Bits positive, otherwise;  // of an affine step the first
  };

  Bits bits_of(const Combination& combination) const;

  const Program& program_;
  std::size_t words_;
  std::vector<Reads> reads_;  // of each step but spikes
};

}  // namespace polyspike
