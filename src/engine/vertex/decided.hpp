// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "engine/vertex/plan.hpp"
#include "program/pattern.hpp"

// What has been decided on the way from the root of the walk to the current cell.
namespace polyspike::vertex {

struct SpikeDecision {
  Decision::Kind kind = Decision::Kind::never;
  const std::uint64_t* events = nullptr;  // those before the firing time, a bit each
  std::uint32_t jump_event = 0;
  std::uint64_t stamp = 0;  // differs from that of any other decision of this spike
};

// Rows are computed when a level is entered, from the decisions of lower levels; `stamp`
// differs from one entrance to the next, so caches of exact rows know what is stale.
struct LevelState {
  std::uint64_t stamp = 0;
  std::vector<std::uint8_t> on;        // per row
  std::vector<std::uint8_t> infinite;  // per row: the value is `inf`
  std::vector<SpikeDecision> spikes;
};

struct Decided {
  explicit Decided(const Plan& plan) : levels(plan.levels.size()) {
    for (std::size_t l = 0; l < levels.size(); ++l) {
      const auto& nodes = plan.levels[l].nodes;
      levels[l].on.assign(nodes.size(), 0);
      for (std::size_t k = 0; k < nodes.size(); ++k)
        if (!nodes[k].is_branch()) levels[l].on[k] = 1;
      levels[l].infinite.assign(nodes.size(), 0);
      levels[l].spikes.resize(plan.levels[l].spikes.size());
    }
  }

  bool is_infinite(const NodeId& id) const {
    const LevelState& level = levels[id.level];
    return id.is_spike() ? level.spikes[id.index()].kind == Decision::Kind::never
                         : level.infinite[id.index()] != 0;
  }

  std::vector<LevelState> levels;
};

// The pattern of a fully decided state.
Pattern pattern_of(const Plan& plan, const Decided& decided);
std::uint64_t hash_pattern_of(const Plan& plan, const Decided& decided);
// Which of the 64 bytes from `begin` on are not zero, a bit each; all are 0 or 1.
std::uint64_t packed_bits(const std::vector<std::uint8_t>& bytes, std::size_t begin);
// Words that equal decisions of a spike, and only they, have in common.
void append_spike_key(const SpikePlan& plan, const SpikeDecision& decision,
                      std::vector<std::uint64_t>& key);
// The words of Leaf::append_key for a fully decided state.
void append_pattern_key(const Plan& plan, const Decided& decided,
                        std::vector<std::uint64_t>& key);

}  // namespace polyspike::vertex
