// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "engine/vertex/decided.hpp"
#include "engine/vertex/event_set.hpp"
#include "engine/vertex/plan.hpp"

namespace polyspike::vertex {

// Which decisions lie on a causal path to an output, found level by level from above. Rows
// that read the level below only are marked a word at a time, until nothing is left to mark.
class CausalMarks {
 public:
  CausalMarks(const Plan& plan, const Decided& decided);

  // Marks what is on a path; whether all decisions are. False also where a path may be hidden
  // by terms that cancel.
  bool mark_all();
  // Appends what was marked and how that was decided: words that equal causal patterns, and
  // only they, have in common. False where paths may be hidden.
  bool append_key(std::vector<std::uint64_t>& words) const;

 private:
  using Bits = std::vector<std::uint64_t>;
  struct Level {
    Bits branches;          // those that have to be marked
    std::vector<Bits> reads;  // per row, of the rows of the level below
    Bits all_reads;           // of the rows together
    bool is_plain = true;     // nothing but `reads` is read by rows
    std::vector<std::vector<NodeId>> reads_else;
    Bits rows, spikes;      // marked
  };

  void read_outputs();
  void mark(const NodeId& id);
  void mark_rows(std::size_t level);
  void mark_row(std::size_t level, std::size_t k);
  void mark_spike(std::size_t level, std::size_t k);

  const Plan& plan_;
  const Decided& decided_;
  std::vector<Level> levels_;
  std::vector<std::pair<NodeId, Bits>> outputs_;  // a spike, or rows of a level
};

}  // namespace polyspike::vertex
