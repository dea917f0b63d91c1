// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "engine/vertex/decided.hpp"
#include "engine/vertex/event_set.hpp"
#include "engine/vertex/plan.hpp"

namespace polyspike::vertex {

// Which decisions lie on a causal path to an output, found level by level from above. Rows
// that read the level below only are marked a word at a time.
class CausalMarks {
 public:
  CausalMarks(const Plan& plan, const Decided& decided);

  // Whether all do. False also where a path may be hidden by terms that cancel.
  bool are_all_marked();

 private:
  using Bits = std::vector<std::uint64_t>;
  struct Level {
    Bits branches;          // those that have to be marked
    std::vector<Bits> reads;  // per row, of the rows of the level below
    std::vector<std::vector<NodeId>> reads_else;
    Bits rows, spikes;      // marked
  };

  void mark(const NodeId& id);
  void mark_row(std::size_t level, std::size_t k);
  void mark_spike(std::size_t level, std::size_t k);

  const Plan& plan_;
  const Decided& decided_;
  std::vector<Level> levels_;
};

}  // namespace polyspike::vertex
