// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/decided.hpp"

#include <algorithm>

#include "engine/pattern_hash.hpp"

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

std::uint64_t hash_pattern_of(const Plan& plan, const Decided& decided) {
  const Decision branch[] = {{Decision::Kind::off, {}, 0}, {Decision::Kind::on, {}, 0}};
  std::uint64_t sum = 0;
  for (std::size_t l = 0; l < plan.levels.size(); ++l) {
    const LevelPlan& level = plan.levels[l];
    const LevelState& state = decided.levels[l];
    for (std::size_t k = 0; k < level.nodes.size(); ++k)
      if (level.nodes[k].is_branch())
        sum += hash_decision(level.nodes[k].decision, branch[state.on[k] != 0]);
    for (std::size_t k = 0; k < level.spikes.size(); ++k)
      sum += hash_decision(level.spikes[k].decision,
                           decision_of(level.spikes[k], state.spikes[k]));
  }
  return sum;
}

// Eight bytes at a time: the factor brings the lowest bit of byte i to bit 56 + i, and no two
// of its products meet.
std::uint64_t packed_bits(const std::vector<std::uint8_t>& bytes, std::size_t begin) {
  constexpr std::uint64_t gather = 0x0102040810204080;
  const std::size_t end = std::min(bytes.size(), begin + 64);
  std::uint64_t bits = 0;
  std::size_t k = begin;
  for (; k + 8 <= end; k += 8) {
    std::uint64_t eight = 0;
    for (unsigned i = 0; i < 8; ++i) eight |= std::uint64_t{bytes[k + i]} << (8 * i);
    bits |= (eight * gather >> 56) << (k - begin);
  }
  for (; k < end; ++k) bits |= std::uint64_t{bytes[k]} << (k - begin);
  return bits;
}

namespace {

void append_rows(const std::vector<std::uint8_t>& on, std::vector<std::uint64_t>& key) {
  for (std::size_t k = 0; k < on.size(); k += 64) key.push_back(packed_bits(on, k));
}

}  // namespace

// One word where kind and events have room in it; else the first has its highest bit set.
void append_spike_key(const SpikePlan& plan, const SpikeDecision& decision,
                      std::vector<std::uint64_t>& key) {
  constexpr std::size_t few = 40;
  const auto kind = static_cast<std::uint64_t>(decision.kind);
  const bool is_never = decision.kind == Decision::Kind::never;
  const std::uint64_t jump =
      decision.kind == Decision::Kind::jump ? decision.jump_event : 0;
  if (plan.events.size() <= few && jump == 0) {
    key.push_back(kind << few | (is_never ? 0 : decision.events[0]));
    return;
  }
  key.push_back(std::uint64_t{1} << 63 | kind << 32 | jump);
  for (std::size_t w = 0; w < plan.words; ++w)
    key.push_back(is_never ? 0 : decision.events[w]);
}

void append_pattern_key(const Plan& plan, const Decided& decided,
                        std::vector<std::uint64_t>& key) {
  for (std::size_t l = 0; l < plan.levels.size(); ++l) {
    const LevelState& state = decided.levels[l];
    append_rows(state.on, key);
    for (std::size_t k = 0; k < state.spikes.size(); ++k)
      append_spike_key(plan.levels[l].spikes[k], state.spikes[k], key);
  }
}

}  // namespace polyspike::vertex
