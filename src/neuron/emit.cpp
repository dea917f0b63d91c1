// SPDX-License-Identifier: GPL-3.0-or-later
#include "neuron/emit.hpp"

#include <algorithm>

namespace polyspike {

namespace {

Combination multiple(Register z, const Rational& factor) {
  Combination result;
  if (!factor.is_zero()) result.terms.push_back({z, factor});
  return result;
}

Register add_neuron(Program& program, Step step, const std::string& name) {
  program.neurons.push_back({name, static_cast<std::uint32_t>(program.steps.size())});
  return program.add(std::move(step));
}

// Whether every synapse has exactly one event, and none jumps.
bool is_linear(const SpikeStep& step) {
  return step.events.size() == step.arrivals.size() &&
         std::all_of(step.events.begin(), step.events.end(),
                     [](const SpikeStep::Event& e) { return e.jump.is_zero(); });
}

}  // namespace

Register emit_two_slopes(Program& program, Register z, const Rational& on,
                         const Rational& off, const std::string& name) {
  return add_neuron(program, BranchStep{z, multiple(z, on), multiple(z, off)}, name);
}

Register emit_spike(Program& program, const Response& response,
                    std::span<const Arrival> arrivals, const Rational& threshold,
                    const std::string& name) {
  SpikeStep step;
  step.threshold = threshold;
  for (std::uint32_t k = 0; k < arrivals.size(); ++k) {
    const auto& [source, synapse] = arrivals[k];
    if (synapse->weight.is_zero()) continue;
    const std::size_t events = step.events.size();
    for (const Breakpoint& b : response.breakpoints) {
      if (b.slope_change.is_zero() && b.jump.is_zero()) continue;
      step.events.push_back({static_cast<std::uint32_t>(step.arrivals.size()),
                             synapse->delay + b.time, synapse->weight * b.slope_change,
                             synapse->weight * b.jump});
    }
    if (step.events.size() == events) continue;
    step.arrivals.push_back(source);
    step.synapse_names.push_back(k);
  }
  step.is_linear = is_linear(step);
  return add_neuron(program, std::move(step), name);
}

}  // namespace polyspike
