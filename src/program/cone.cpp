// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/cone.hpp"

namespace polyspike {

namespace {

// Calls visit with every register that a combination or a step reads.
template <class Visit>
void for_each_register(Combination& combination, const Visit& visit) {
  for (auto& term : combination.terms) visit(term.source);
}

template <class Visit>
void for_each_register(Step& step, const Visit& visit) {
  if (auto* affine = std::get_if<AffineStep>(&step)) {
    for_each_register(affine->value, visit);
  } else if (auto* branch = std::get_if<BranchStep>(&step)) {
    visit(branch->condition);
    for_each_register(branch->positive, visit);
    for_each_register(branch->otherwise, visit);
  } else {
    for (Register& r : std::get<SpikeStep>(step).arrivals) visit(r);
  }
}

std::vector<bool> find_needed(Program& program, std::span<const Register> outputs) {
  std::vector<bool> needed(program.registers(), false);
  for (const Register r : outputs) needed[r] = true;
  for (std::size_t s = program.steps.size(); s-- > 0;)
    if (needed[program.inputs + s])
      for_each_register(program.steps[s], [&](Register r) { needed[r] = true; });
  return needed;
}

}  // namespace

Cone find_cone(const Program& program, std::span<const Register> outputs) {
  Program whole = program;
  const std::vector<bool> needed = find_needed(whole, outputs);
  Cone cone;
  cone.program.inputs = program.inputs;
  std::vector<Register> moved(program.registers());
  for (Register r = 0; r < program.inputs; ++r) moved[r] = r;
  for (std::size_t s = 0; s < program.steps.size(); ++s) {
    if (!needed[program.inputs + s]) continue;
    for_each_register(whole.steps[s], [&](Register& r) { r = moved[r]; });
    moved[program.inputs + s] = cone.program.add(std::move(whole.steps[s]));
    cone.steps.push_back(s);
  }
  for (const Register r : outputs) cone.program.outputs.push_back(moved[r]);
  std::size_t next = 0;
  for (const Neuron& neuron : program.neurons) {
    while (next < cone.steps.size() && cone.steps[next] < neuron.step) ++next;
    if (next == cone.steps.size() || cone.steps[next] != neuron.step) continue;
    cone.program.neurons.push_back({neuron.name, static_cast<std::uint32_t>(next)});
  }
  return cone;
}

}  // namespace polyspike
