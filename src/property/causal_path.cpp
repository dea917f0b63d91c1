// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/causal_path.hpp"

namespace polyspike {

namespace {

void mark(const Combination& combination, std::vector<bool>& reached) {
  for (const auto& term : combination.terms) reached[term.source] = true;
}

void mark_sources(const SpikeStep& step, const Decision& decision,
                  std::vector<bool>& reached) {
  if (decision.kind == Decision::Kind::never) return;
  for (std::uint32_t e : decision.events)
    reached[step.arrivals[step.events[e].synapse]] = true;
  if (decision.kind == Decision::Kind::jump)
    reached[step.arrivals[step.events[decision.jump_event].synapse]] = true;
}

}  // namespace

Pattern causal_pattern(const Program& program, const Pattern& pattern) {
  std::vector<bool> reached(program.registers());
  for (Register r : program.outputs) reached[r] = true;
  Pattern result(pattern.size());
  std::size_t decision = pattern.size();
  for (std::size_t s = program.steps.size(); s-- > 0;) {
    const bool on_path = reached[program.inputs + s];
    if (const auto* affine = std::get_if<AffineStep>(&program.steps[s])) {
      if (on_path) mark(affine->value, reached);
      continue;
    }
    --decision;
    if (!on_path) {
      result[decision].kind = Decision::Kind::never;
      continue;
    }
    result[decision] = pattern[decision];
    if (const auto* spike = std::get_if<SpikeStep>(&program.steps[s])) {
      mark_sources(*spike, pattern[decision], reached);
      continue;
    }
    const auto& branch = std::get<BranchStep>(program.steps[s]);
    mark(pattern[decision].kind == Decision::Kind::on ? branch.positive : branch.otherwise,
         reached);
  }
  return result;
}

}  // namespace polyspike
