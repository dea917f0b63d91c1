// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

// Activation patterns: what every branch and spike step of a program decided on a cell.
namespace polyspike {

// The decision of one step.
struct Decision {
  enum class Kind : std::uint8_t {
    off,        // branch: condition <= 0
    on,         // branch: condition > 0
    crossing,   // spike: fires where the potential crosses or touches the threshold
    jump,       // spike: fires at an event that lifts the potential over the threshold
    never,      // spike: does not fire
  };
  Kind kind = Kind::off;
  // spike: indices of the events strictly before the firing time, increasing; empty for
  // `never` (a neuron that does not fire has one pattern whatever arrives).
  std::vector<std::uint32_t> events;
  // jump: the first of the events at the firing time that make it fire.
  std::uint32_t jump_event = 0;

  bool operator==(const Decision&) const = default;
};

// One decision per branch or spike step, in the order of the steps.
using Pattern = std::vector<Decision>;

}  // namespace polyspike
