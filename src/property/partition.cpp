// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/partition.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "engine/engine_choice.hpp"
#include "engine/pattern_hash.hpp"
#include "property/adjacency.hpp"
#include "property/causal_path.hpp"

namespace polyspike {

Piece read_piece(const Leaf& leaf) {
  Piece piece;
  piece.dimension = leaf.dimension();
  piece.map = Piece::never;
  piece.half_spaces = leaf.half_spaces();
  piece.interior = leaf.interior();
  piece.outputs = leaf.outputs();
  if (leaf.has_facets_only()) piece.boxes = leaf.facet_boxes();
  return piece;
}

namespace {

struct PatternHash {
  std::size_t operator()(const Pattern& pattern) const { return hash_pattern(pattern); }
};

bool is_finite(const OutputForms& outputs) {
  return std::all_of(outputs.begin(), outputs.end(), [](const auto& f) { return !!f; });
}

}  // namespace

void keep_facets(const Polytopes& polytopes, bool keep_strict, Piece& piece) {
  const std::vector<AffineForm> forms = forms_of(piece.half_spaces);
  std::vector<HalfSpace> kept;
  for (std::size_t i : polytopes.facets(forms, piece.interior))
    kept.push_back(piece.half_spaces[i]);
  for (const HalfSpace& h : piece.half_spaces) {
    if (!h.strict) continue;
    const auto same = std::find_if(kept.begin(), kept.end(), [&](const HalfSpace& k) {
      return k.form == h.form;
    });
    if (same != kept.end()) {
      same->strict = true;
    } else if (keep_strict) {
      kept.push_back(h);
    }
  }
  piece.half_spaces = std::move(kept);
}

struct PartitionBuilder::Numbers {
  std::unordered_map<Pattern, std::uint32_t, PatternHash> cells;
  std::unordered_map<OutputForms, std::uint32_t, OutputsHash> maps;
};

PartitionBuilder::PartitionBuilder(std::size_t dimension)
    : numbers_(std::make_unique<Numbers>()) {
  partition_.dimension = dimension;
}

PartitionBuilder::~PartitionBuilder() = default;

const Pattern& PartitionBuilder::number(Piece& piece, Pattern pattern) {
  auto& [cells, maps] = *numbers_;
  const auto next = static_cast<std::uint32_t>(cells.size());
  const auto [cell, fresh] = cells.try_emplace(std::move(pattern), next);
  if (fresh) partition_.patterns.push_back(cell->first);
  piece.cell = cell->second;
  piece.map = Piece::never;
  if (is_finite(piece.outputs))
    piece.map = maps.try_emplace(piece.outputs, static_cast<std::uint32_t>(maps.size()))
                    .first->second;
  return cell->first;
}

Partition PartitionBuilder::take(bool complete) {
  partition_.complete = complete;
  partition_.maps = numbers_->maps.size();
  return std::move(partition_);
}

Partition find_partition(const Problem& problem, const ExploreOptions& options,
                         PartitionObserver* observer) {
  const std::size_t dimension = problem.domain.dimension;
  PartitionBuilder builder(dimension);
  const Polytopes polytopes(forms_of(problem.domain.half_spaces), problem.interior);
  const ExploreResult result = explore_any(problem, options, [&](const Leaf& leaf) {
    Piece piece = read_piece(leaf);
    if (piece.dimension == dimension) {
      const Pattern& pattern = builder.number(piece, leaf.pattern());
      if (!leaf.has_facets_only()) keep_facets(polytopes, options.all_dimensions, piece);
      if (observer != nullptr && observer->wants_pieces())
        observer->piece(leaf, piece, pattern);
    }
    builder.add(std::move(piece));
    return true;
  });
  return builder.take(result.complete);
}

namespace {

// Facet-connected components of the full-dimensional pieces that `key` gives the same
// number; pieces of key `Piece::never` do not count. Nothing if the budget ran out. Where
// every piece has a number of its own nothing has to be looked up.
std::optional<std::uint64_t> components(
    const Problem& problem, const Partition& partition, std::optional<FacetIndex>& facets,
    Budget* budget, const std::function<std::uint32_t(const Piece&)>& key) {
  std::vector<std::uint32_t> keys;
  std::unordered_map<std::uint32_t, std::size_t> sizes;
  std::uint64_t count = 0;
  for (const Piece& piece : partition.pieces) {
    keys.push_back(partition.is_full(piece) ? key(piece) : Piece::never);
    if (keys.back() == Piece::never) continue;
    ++count;
    ++sizes[keys.back()];
  }
  if (sizes.size() == count) return count;
  if (!facets) facets.emplace(problem, partition);
  UnionFind sets(partition.pieces.size());
  bool stopped = false;
  facets->for_each_neighbour(
      [&](std::size_t a, std::size_t b) {
        if (keys[a] != keys[b] || keys[a] == Piece::never) return false;
        stopped = stopped || (budget != nullptr && budget->exhausted());
        return !stopped && sets.find(a) != sets.find(b);
      },
      [&](std::size_t a, std::size_t b) {
        if (sets.unite(a, b)) --count;
        return true;
      });
  if (stopped) return std::nullopt;
  return count;
}

std::uint64_t count_causal_pieces(const Problem& problem, const Partition& partition) {
  std::unordered_set<Pattern, PatternHash> causal;
  const CausalPaths paths(problem.program);
  for (const Pattern& pattern : partition.patterns)
    causal.insert(paths.pattern_on(pattern));
  return causal.size();
}

std::uint32_t key_of_never(const Piece& piece) {
  return piece.map == Piece::never ? 0 : Piece::never;
}

// What is sure when pieces that were not found may join those that were.
void set_lower_bounds(const Partition& partition, Counts& counts) {
  counts.complete = false;
  counts.cell_components = counts.cells;
  counts.linear_regions = counts.distinct_maps;
  counts.never_regions =
      std::any_of(partition.pieces.begin(), partition.pieces.end(), [&](const Piece& p) {
        return partition.is_full(p) && p.map == Piece::never;
      });
}

}  // namespace

Counts count(const Problem& problem, const Partition& partition, Budget* budget) {
  Counts counts;
  counts.complete = partition.complete;
  counts.cells = partition.patterns.size();
  counts.distinct_maps = partition.maps;
  counts.causal_pieces = count_causal_pieces(problem, partition);
  set_lower_bounds(partition, counts);
  if (!partition.complete) return counts;
  std::optional<FacetIndex> facets;  // built when first needed
  const auto find = [&](const std::function<std::uint32_t(const Piece&)>& key) {
    return components(problem, partition, facets, budget, key);
  };
  const auto of_cells = find([](const Piece& p) { return p.cell; });
  const auto of_maps = find([](const Piece& p) { return p.map; });
  const auto of_never = find(key_of_never);
  if (of_cells) counts.cell_components = *of_cells;
  if (of_maps) counts.linear_regions = *of_maps;
  if (of_never) counts.never_regions = *of_never;
  counts.complete = of_cells && of_maps && of_never;
  return counts;
}

}  // namespace polyspike
