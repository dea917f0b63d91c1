// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/causal_marks.hpp"

#include <algorithm>

namespace polyspike::vertex {

namespace {

constexpr std::size_t word_bits = 64;

std::size_t words_for(std::size_t bits) { return (bits + word_bits - 1) / word_bits; }

void set(std::vector<std::uint64_t>& bits, std::size_t k) {
  bits[k / word_bits] |= std::uint64_t{1} << (k % word_bits);
}
bool has(const std::vector<std::uint64_t>& bits, std::size_t k) {
  return (bits[k / word_bits] >> (k % word_bits) & 1) != 0;
}

}  // namespace

CausalMarks::CausalMarks(const Plan& plan, const Decided& decided)
    : plan_(plan), decided_(decided), levels_(plan.levels.size()) {
  for (std::size_t l = 0; l < levels_.size(); ++l) {
    Level& level = levels_[l];
    const auto& nodes = plan.levels[l].nodes;
    level.branches.assign(words_for(nodes.size()), 0);
    level.rows = level.branches;
    level.spikes.assign(words_for(plan.levels[l].spikes.size()), 0);
    level.reads.resize(nodes.size());
    level.reads_else.resize(nodes.size());
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      if (nodes[k].is_branch()) set(level.branches, k);
      if (l > 0) level.reads[k].assign(levels_[l - 1].rows.size(), 0);
      for (const Term& term : nodes[k].row.terms) {
        if (term.source.level + 1 == l && !term.source.is_spike()) {
          set(level.reads[k], term.source.index());
        } else {
          level.reads_else[k].push_back(term.source);
        }
      }
    }
  }
}

void CausalMarks::mark(const NodeId& id) {
  Level& level = levels_[id.level];
  set(id.is_spike() ? level.spikes : level.rows, id.index());
}

void CausalMarks::mark_row(std::size_t level, std::size_t k) {
  const NodePlan& node = plan_.levels[level].nodes[k];
  const PiecePlan& piece = decided_.levels[level].on[k] != 0 ? node.on : node.off;
  for (const Term& extra : piece.extras) mark(extra.source);
  if (piece.factor.is_zero() || level == 0) return;
  const Bits& reads = levels_[level].reads[k];
  for (std::size_t w = 0; w < reads.size(); ++w) levels_[level - 1].rows[w] |= reads[w];
  for (const NodeId& id : levels_[level].reads_else[k]) mark(id);
}

void CausalMarks::mark_spike(std::size_t level, std::size_t k) {
  const SpikeDecision& decision = decided_.levels[level].spikes[k];
  if (decision.kind == Decision::Kind::never) return;
  const LevelPlan& plan = plan_.levels[level];
  const SpikePlan& spike = plan.spikes[k];
  const auto mark_source = [&](std::uint32_t e) {
    mark(plan.sources[spike.events[e].source].node);
  };
  for_each_event(decision.events, spike.words, mark_source);
  if (decision.kind == Decision::Kind::jump) mark_source(decision.jump_event);
}

bool CausalMarks::are_all_marked() {
  for (Level& level : levels_) {
    std::fill(level.rows.begin(), level.rows.end(), 0);
    std::fill(level.spikes.begin(), level.spikes.end(), 0);
  }
  for (const NodeSum& output : plan_.outputs)
    for (const auto& part : output.parts) mark(part.source);
  for (std::size_t l = levels_.size(); l-- > 1;) {
    const Level& level = levels_[l];
    for (std::size_t w = 0; w < level.rows.size(); ++w)
      if ((level.branches[w] & ~level.rows[w]) != 0) return false;
    for (std::size_t k = 0; k < plan_.levels[l].spikes.size(); ++k) {
      if (!has(level.spikes, k)) return false;
      mark_spike(l, k);
    }
    for (std::size_t k = 0; k < plan_.levels[l].nodes.size(); ++k)
      if (has(level.rows, k)) mark_row(l, k);
  }
  return true;
}

}  // namespace polyspike::vertex
