// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "polyspike/affine_form.hpp"
#include "program/pattern.hpp"
#include "program/program.hpp"

namespace polyspike {

struct Evaluation {
  std::vector<Value> registers;
  Pattern pattern;
  std::vector<Value> outputs(const Program& program) const;
};

// Runs the program on one point; exact, at any point. A spike step is swept event by event.
Evaluation evaluate(const Program& program, std::span<const Rational> point);

// One spike: arrival times in (nullopt: never), firing time out and how it came about.
struct Spike {
  Value time;
  Decision decision;
};
Spike first_crossing(const SpikeStep& step, std::span<const Value> arrivals);

}  // namespace polyspike
