// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/causal_marks.hpp"

#include <algorithm>
#include <bit>

namespace polyspike::vertex {

namespace {

constexpr std::size_t word_bits = 64;

std::size_t words_for(std::size_t bits) { return (bits + word_bits - 1) / word_bits; }

void set(std::vector<std::uint64_t>& bits, std::size_t k) {
  bits[k / word_bits] |= std::uint64_t{1} << (k % word_bits);
}
void include(std::vector<std::uint64_t>& bits, const std::vector<std::uint64_t>& more) {
  for (std::size_t w = 0; w < more.size(); ++w) bits[w] |= more[w];
}
bool is_subset(const std::vector<std::uint64_t>& bits,
               const std::vector<std::uint64_t>& others) {
  for (std::size_t w = 0; w < bits.size(); ++w)
    if ((bits[w] & ~others[w]) != 0) return false;
  return true;
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
          level.is_plain = false;
        }
      }
      if (!nodes[k].on.extras.empty() || !nodes[k].off.extras.empty()) level.is_plain = false;
      level.all_reads.resize(level.reads[k].size());
      include(level.all_reads, level.reads[k]);
    }
  }
  read_outputs();
}

// Outputs that are rows of one level are marked at once.
void CausalMarks::read_outputs() {
  for (const NodeSum& output : plan_.outputs)
    for (const auto& part : output.parts) {
      const NodeId& id = part.source;
      const auto known = std::find_if(outputs_.begin(), outputs_.end(), [&](const auto& o) {
        return !id.is_spike() && !o.first.is_spike() && o.first.level == id.level;
      });
      Bits& rows = known != outputs_.end() ? known->second
                                           : outputs_.emplace_back(id, Bits()).second;
      rows.resize(levels_[id.level].rows.size());
      if (!id.is_spike()) set(rows, id.index());
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
  include(levels_[level - 1].rows, levels_[level].reads[k]);
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

// Of marked rows.
void CausalMarks::mark_rows(std::size_t l) {
  const Level& level = levels_[l];
  for (std::size_t w = 0; w < level.rows.size(); ++w)
    for (std::uint64_t rest = level.rows[w]; rest != 0; rest &= rest - 1) {
      mark_row(l, w * word_bits + static_cast<std::size_t>(std::countr_zero(rest)));
      if (level.is_plain && is_subset(level.all_reads, levels_[l - 1].rows)) return;
    }
}

bool CausalMarks::mark_all() {
  for (Level& level : levels_) {
    std::fill(level.rows.begin(), level.rows.end(), 0);
    std::fill(level.spikes.begin(), level.spikes.end(), 0);
  }
  for (const auto& [id, rows] : outputs_) {
    Level& level = levels_[id.level];
    if (id.is_spike()) set(level.spikes, id.index());
    include(level.rows, rows);
  }
  bool are_all = true;
  for (std::size_t l = levels_.size(); l-- > 1;) {
    are_all = are_all && is_subset(levels_[l].branches, levels_[l].rows);
    for (std::size_t k = 0; k < plan_.levels[l].spikes.size(); ++k) {
      if (has(levels_[l].spikes, k)) {
        mark_spike(l, k);
      } else {
        are_all = false;
      }
    }
    mark_rows(l);
  }
  return are_all;
}

bool CausalMarks::append_key(std::vector<std::uint64_t>& words) const {
  if (plan_.hides_paths) return false;
  for (std::size_t l = 1; l < levels_.size(); ++l) {
    const Level& level = levels_[l];
    const LevelState& state = decided_.levels[l];
    for (std::size_t w = 0; w < level.rows.size(); ++w) {
      const std::uint64_t marked = level.rows[w] & level.branches[w];
      words.push_back(marked);
      words.push_back(marked & packed_bits(state.on, w * word_bits));
    }
    words.insert(words.end(), level.spikes.begin(), level.spikes.end());
    for (std::size_t k = 0; k < state.spikes.size(); ++k)
      if (has(level.spikes, k))
        append_spike_key(plan_.levels[l].spikes[k], state.spikes[k], words);
  }
  return true;
}

}  // namespace polyspike::vertex
