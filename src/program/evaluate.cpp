// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/evaluate.hpp"

#include <stdexcept>

#include "program/run.hpp"

namespace polyspike {

Spike first_crossing(const SpikeStep& step, std::span<const Value> arrivals) {
  auto fired = find_crossing<Rational>(step, arrivals);
  return {std::move(fired.time), std::move(fired.decision)};
}

Evaluation evaluate(const Program& program, std::span<const Rational> point) {
  if (point.size() != program.inputs)
    throw std::logic_error("evaluate: the point has a wrong number of coordinates");
  Evaluation evaluation;
  for (const Rational& x : point) evaluation.registers.emplace_back(x);
  run(program, evaluation.registers, evaluation.pattern);
  return evaluation;
}

std::vector<Value> Evaluation::outputs(const Program& program) const {
  std::vector<Value> values;
  for (const Register r : program.outputs) values.push_back(registers[r]);
  return values;
}

}  // namespace polyspike
