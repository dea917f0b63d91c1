// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "program/evaluate.hpp"
#include "program/program.hpp"

namespace polyspike {

// Where a potential bends or jumps: its value there (the limit from the left) and right
// after.
struct PotentialPoint {
  Rational time;
  Rational value;
  Rational value_after;
  Rational slope_after;
};

// The potential from the first event to the firing time, that included; after the last
// event where the neuron never fires. Simultaneous events are one point; 0 before the
// first.
std::vector<PotentialPoint> potential_course(const SpikeStep& step,
                                             std::span<const Value> arrivals,
                                             const Value& firing_time);

}  // namespace polyspike
