// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/explore.hpp"
#include "property/adjacency.hpp"
#include "property/border_matching.hpp"
#include "property/causal_path.hpp"
#include "property/key_table.hpp"
#include "property/partition.hpp"

namespace polyspike {

// What the first exploration finds of a partition that is not stored: its cells, causal
// patterns and maps as strings of words, and which leaves of one cell or one map hang
// together, as far as the engine tells their borders.
class Census final : public BatchSink {
 public:
  Census(const Problem& problem, const ExploreOptions& options, bool only_cells,
         PartitionObserver* observer);

  const ExploreResult& explored() const { return explored_; }
  std::uint64_t cells() const { return whole_cells_ + keys_.size(); }
  std::uint64_t causal_pieces() const { return unique_causal_ + causal_.size(); }
  std::uint64_t maps() const { return maps_.size(); }
  std::uint64_t never() const { return never_.leaves; }

  // Leaves of one cell, of one map, or where some output is `inf`.
  struct Group {
    std::uint32_t leaves = 0;
    std::uint32_t parts = 0;  // at most so many do not hang together
    std::uint32_t causal = 0;
    bool is_doubtful = false;  // more than one map may have these words
  };
  // Whether more has to be known of a group to say how many components it has.
  bool is_open(const Group& group) const {
    return group.is_doubtful || (group.parts > 1 && !found_all_borders_);
  }
  const Group& never_group() const { return never_; }
  const std::vector<Group>& map_groups() const { return map_groups_; }
  const std::vector<Group>& cell_groups() const { return cell_groups_; }  // those in pieces
  // Of a leaf explored again.
  std::optional<std::uint32_t> cell_of(const Leaf& leaf) const;  // nothing where it is whole
  std::optional<std::uint32_t> map_of(const Leaf& leaf) const;   // nothing where `inf`

  std::unique_ptr<LeafBatch> new_batch() override;
  bool take(LeafBatch& batch) override;

 private:
  class Batch;
  struct Mark;
  using Boxes = std::span<const FacetBox>;
  // Groups of leaves that hang together.
  struct Sets {
    UnionFind sets{0};
    std::vector<std::uint32_t> group;  // per leaf
  };
  static constexpr std::uint32_t alone = ~std::uint32_t{0}, of_never = alone - 1;

  bool wants_pieces() const { return observer_ != nullptr && observer_->wants_pieces(); }
  bool wants_vertices() const {
    return observer_ != nullptr && observer_->wants_vertices();
  }
  bool is_whole(const Leaf& leaf) const { return !has_spikes_ || leaf.is_whole_cell(); }

  void take_vertices(KeyTable::Key words);
  void take_mark(const Mark& mark, KeyTable::Key& words, Boxes& boxes);
  std::uint32_t take_cell(KeyTable::Key key);
  std::uint32_t take_causal(KeyTable::Key key);
  std::uint32_t take_map(const Mark& mark, KeyTable::Key key, std::uint32_t causal);
  void take_borders(const Mark& mark, std::uint32_t cell, std::uint32_t map,
                    KeyTable::Key words, Boxes boxes);
  void unite(Sets& sets, std::uint32_t a, std::uint32_t b, std::vector<Group>& groups);
  void unite_rest(Sets& sets, std::vector<Group>& groups);
  void show(const Leaf& leaf);

  const bool only_cells_;
  PartitionObserver* observer_;
  const bool has_spikes_;
  const CausalPaths paths_;
  const Polytopes polytopes_;
  ExploreResult explored_;
  std::uint64_t whole_cells_ = 0, unique_causal_ = 0;
  std::uint64_t last_cell_ = 0;  // the number of the cell of the last leaf taken
  KeyTable keys_, causal_, maps_;
  std::vector<std::uint64_t> numbers_;  // of the cells in keys_
  std::vector<Group> cell_groups_, map_groups_;
  Group never_;
  std::optional<BorderMatching> borders_;
  bool found_all_borders_ = false;
  Sets in_cells_, in_maps_;
};

}  // namespace polyspike
