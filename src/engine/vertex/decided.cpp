// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/decided.hpp"

namespace polyspike::vertex {

namespace {

Decision decision_of(const SpikePlan& plan, const SpikeDecision& spike) {
  Decision decision;
  decision.kind = spike.kind;
  if (spike.kind == Decision::Kind::never) return decision;
  const auto count = static_cast<std::uint32_t>(plan.step->events.size());
  for (std::uint32_t e = 0; e < count; ++e)
    if ((spike.events[e / 64] >> (e % 64) & 1) != 0) decision.events.push_back(e);
  if (spike.kind == Decision::Kind::jump) decision.jump_event = spike.jump_event;
  return decision;
}

}  // namespace

Pattern pattern_of(const Plan& plan, const Decided& decided) {
  Pattern pattern(plan.decisions);
  for (std::size_t l = 0; l < plan.levels.size(); ++l) {
    const LevelPlan& level = plan.levels[l];
    for (std::size_t k = 0; k < level.nodes.size(); ++k)
      if (level.nodes[k].is_branch())
        pattern[level.nodes[k].decision].kind =
            decided.levels[l].on[k] != 0 ? Decision::Kind::on : Decision::Kind::off;
    for (std::size_t k = 0; k < level.spikes.size(); ++k)
      pattern[level.spikes[k].decision] =
          decision_of(level.spikes[k], decided.levels[l].spikes[k]);
  }
  return pattern;
}

}  // namespace polyspike::vertex
