// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/counts.hpp"

#include <unordered_map>

#include "engine/engine_choice.hpp"
#include "property/adjacency.hpp"
#include "property/census.hpp"

namespace polyspike {

namespace {

// The second exploration: reads the pieces of the groups that are open after a census.
class Reading final : public BatchSink {
 public:
  Reading(const Problem& problem, const ExploreOptions& options, const Census& census)
      : census_(census),
        polytopes_(forms_of(problem.domain.half_spaces), problem.interior),
        next_cell_(static_cast<std::uint32_t>(census.cells())) {
    partition_.dimension = problem.domain.dimension;
    partition_.complete = explore_any(problem, options, *this).complete;
  }

  // The pieces read, as if they were all there are. Those of a cell or a map that is not
  // open have one of their own.
  const Partition& partition() const { return partition_; }
  std::uint64_t own_cells() const { return own_cells_; }
  std::uint64_t own_maps() const { return own_maps_; }

  std::unique_ptr<LeafBatch> new_batch() override {
    return std::make_unique<Batch>(*this);
  }
  bool take(LeafBatch& any) override {
    auto& batch = static_cast<Batch&>(any);
    for (auto& [piece, cell, map] : batch.pieces) {
      own_cells_ += cell ? 0 : 1;
      piece.cell = cell ? *cell : next_cell_++;
      if (map) piece.map = number_map(*map, std::move(piece.outputs));
      partition_.pieces.push_back(std::move(piece));
    }
    partition_.maps = next_map_;
    batch.pieces.clear();
    return true;
  }

 private:
  static constexpr std::uint32_t closed = Piece::never;  // for a map
  struct Read {
    Piece piece;
    std::optional<std::uint32_t> cell;  // if it is open
    std::optional<std::uint32_t> map;   // if it is finite
  };
  class Batch final : public LeafBatch {
   public:
    explicit Batch(const Reading& reading) : reading_(reading) {}
    bool add(const Leaf& leaf) override {
      const Census& census = reading_.census_;
      auto cell = census.cell_of(leaf);
      if (cell && !census.is_open(census.cell_groups()[*cell])) cell.reset();
      auto map = census.map_of(leaf);
      const Census::Group& group = map ? census.map_groups()[*map] : census.never_group();
      const bool is_open = census.is_open(group);
      if (!cell && !is_open) return true;
      if (map && !is_open) map = closed;
      pieces.push_back({reading_.read(leaf, group.is_doubtful), cell, map});
      return true;
    }
    std::size_t bytes() const override { return pieces.size() * 2048; }

    std::vector<Read> pieces;

   private:
    const Reading& reading_;
  };

  // Facets, in coordinates that the pieces read share, and the outputs where words do not
  // tell all.
  Piece read(const Leaf& leaf, bool with_outputs) const {
    Piece piece;
    piece.dimension = leaf.dimension();
    piece.map = Piece::never;
    if (leaf.has_facets_only()) {
      piece.half_spaces = leaf.shared_half_spaces();
      piece.boxes = leaf.facet_boxes();
    } else {
      piece.half_spaces = leaf.half_spaces();
      piece.interior = leaf.interior();
      keep_facets(polytopes_, false, piece);
    }
    if (with_outputs) piece.outputs = leaf.outputs();
    return piece;
  }
  // Maps are the same if the census says so and, where it doubts, their forms are.
  std::uint32_t number_map(std::uint32_t map, OutputForms&& outputs) {
    if (map == closed) {
      ++own_maps_;
      return next_map_++;
    }
    const auto fresh = [&](auto& numbers, auto&& key) {
      const auto [entry, is_new] = numbers.try_emplace(std::move(key), next_map_);
      next_map_ += is_new ? 1 : 0;
      return entry->second;
    };
    return outputs.empty() ? fresh(by_number_, map)
                           : fresh(by_forms_, std::move(outputs));
  }

  const Census& census_;
  const Polytopes polytopes_;
  std::uint32_t next_cell_, next_map_ = 0;
  std::uint64_t own_cells_ = 0, own_maps_ = 0;
  std::unordered_map<std::uint32_t, std::uint32_t> by_number_;
  std::unordered_map<OutputForms, std::uint32_t, OutputsHash> by_forms_;
  Partition partition_;
};

// What a census says of groups: how many are open, how many parts the others have.
struct Known {
  std::uint64_t open = 0, closed = 0, parts = 0;
};

Known known_of(const Census& census, const std::vector<Census::Group>& groups) {
  Known known;
  for (const Census::Group& group : groups) {
    const bool is_open = census.is_open(group);
    ++(is_open ? known.open : known.closed);
    known.parts += is_open ? 0 : group.parts;
  }
  return known;
}

}  // namespace

Counts find_counts(const Problem& problem, const ExploreOptions& options,
                   PartitionObserver* observer) {
  const Census census(problem, options, false, observer);
  // Lower bounds: different words, different maps.
  Counts counts;
  counts.cells = census.cells();
  counts.causal_pieces = census.causal_pieces();
  counts.cell_components = counts.cells;
  counts.distinct_maps = counts.linear_regions = census.maps();
  counts.never_regions = census.never() > 0 ? 1 : 0;
  counts.complete = census.explored().complete;
  if (!counts.complete) {
    counts.covered = census.explored().covered;
    return counts;
  }
  const Known maps = known_of(census, census.map_groups());
  const Known cells = known_of(census, census.cell_groups());
  const bool is_never_open = census.is_open(census.never_group());
  if (maps.open + cells.open == 0 && !is_never_open) {
    counts.linear_regions = maps.parts;
    counts.never_regions = census.never_group().parts;
    return counts;
  }
  const Reading reading(problem, options, census);
  const Partition& read = reading.partition();
  const Counts of_read = count(problem, read, options.budget);
  counts.complete = of_read.complete;
  if (!read.complete) return counts;
  counts.distinct_maps = of_read.distinct_maps - reading.own_maps() + maps.closed;
  counts.linear_regions = counts.distinct_maps;
  if (!counts.complete) return counts;
  const std::uint64_t whole = census.cells() - census.cell_groups().size();
  counts.cell_components =
      of_read.cell_components - reading.own_cells() + cells.parts + whole;
  counts.linear_regions = of_read.linear_regions - reading.own_maps() + maps.parts;
  counts.never_regions =
      is_never_open ? of_read.never_regions : census.never_group().parts;
  return counts;
}

CellCount count_cells(const Problem& problem, const ExploreOptions& options,
                      PartitionObserver* observer) {
  const Census census(problem, options, true, observer);
  return {census.cells(), census.explored().complete, census.explored()};
}

}  // namespace polyspike
