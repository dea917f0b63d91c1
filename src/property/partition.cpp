// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/partition.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "property/adjacency.hpp"
#include "property/causal_path.hpp"

namespace polyspike {

namespace {

struct PatternHash {
  std::size_t operator()(const Pattern& pattern) const { return hash_pattern(pattern); }
};
struct OutputsHash {
  std::size_t operator()(const OutputForms& outputs) const { return hash_outputs(outputs); }
};

bool is_finite(const OutputForms& outputs) {
  return std::all_of(outputs.begin(), outputs.end(), [](const auto& f) { return !!f; });
}

bool has_spikes(const Program& program) {
  return std::any_of(program.steps.begin(), program.steps.end(), [](const Step& step) {
    return std::holds_alternative<SpikeStep>(step);
  });
}

// Keeps the facets of a full-dimensional piece only.
void reduce(const Polytopes& polytopes, Piece& piece) {
  std::vector<HalfSpace> facets;
  for (std::size_t i : polytopes.facets(forms_of(piece.half_spaces), piece.interior))
    facets.push_back(std::move(piece.half_spaces[i]));
  piece.half_spaces = std::move(facets);
}

}  // namespace

Partition find_partition(const Problem& problem, const ExploreOptions& options) {
  Partition partition;
  partition.dimension = problem.domain.dimension;
  const Polytopes polytopes(forms_of(problem.domain.half_spaces), problem.interior);
  std::unordered_map<Pattern, std::uint32_t, PatternHash> cells;
  std::unordered_map<OutputForms, std::uint32_t, OutputsHash> maps;
  const ExploreResult result = explore(problem, options, [&](const Leaf& leaf) {
    Piece piece;
    piece.dimension = leaf.dimension();
    piece.half_spaces = leaf.half_spaces();
    piece.interior = leaf.interior();
    piece.outputs = leaf.outputs();
    const bool finite = is_finite(piece.outputs);
    piece.map = Piece::never;
    if (partition.is_full(piece)) {
      Pattern pattern = leaf.pattern();
      const auto next = static_cast<std::uint32_t>(cells.size());
      const auto [cell, fresh] = cells.try_emplace(pattern, next);
      if (fresh) partition.patterns.push_back(std::move(pattern));
      piece.cell = cell->second;
      if (finite)
        piece.map = maps.try_emplace(piece.outputs, static_cast<std::uint32_t>(maps.size()))
                        .first->second;
      reduce(polytopes, piece);
    }
    partition.pieces.push_back(std::move(piece));
    return true;
  });
  partition.complete = result.complete;
  partition.maps = maps.size();
  return partition;
}

namespace {

// Facet-connected components of the full-dimensional pieces that `key` gives the same
// number; pieces of key `Piece::never` do not count.
std::uint64_t components(const Partition& partition, const FacetIndex& facets,
                         const std::function<std::uint32_t(const Piece&)>& key) {
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
  UnionFind sets(partition.pieces.size());
  facets.for_each_pair(
      [&](std::size_t a, std::size_t b, const AffineForm&) {
        return keys[a] != Piece::never && keys[a] == keys[b] && sets.find(a) != sets.find(b);
      },
      [&](std::size_t a, std::size_t b, const AffineForm&, const Point&) {
        if (sets.unite(a, b)) --count;
        return true;
      });
  return count;
}

}  // namespace

Counts count(const Problem& problem, const Partition& partition) {
  Counts counts;
  counts.complete = partition.complete;
  counts.cells = partition.patterns.size();
  counts.distinct_maps = partition.maps;
  std::unordered_set<Pattern, PatternHash> causal;
  for (const Pattern& pattern : partition.patterns)
    causal.insert(causal_pattern(problem.program, pattern));
  counts.causal_pieces = causal.size();
  const FacetIndex facets(problem, partition);
  counts.cell_components =
      components(partition, facets, [](const Piece& p) { return p.cell; });
  counts.linear_regions =
      components(partition, facets, [](const Piece& p) { return p.map; });
  counts.never_regions = components(partition, facets, [](const Piece& p) {
    return p.map == Piece::never ? 0 : Piece::never;
  });
  return counts;
}

CellCount count_cells(const Problem& problem, const ExploreOptions& options) {
  CellCount count;
  std::unordered_set<Pattern, PatternHash> seen;
  const bool distinct = !has_spikes(problem.program);
  const ExploreResult result = explore(problem, options, [&](const Leaf& leaf) {
    if (distinct) {
      ++count.cells;
    } else {
      seen.insert(leaf.pattern());
    }
    return true;
  });
  count.complete = result.complete;
  if (!distinct) count.cells = seen.size();
  return count;
}

}  // namespace polyspike
