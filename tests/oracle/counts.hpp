// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <iosfwd>
#include <vector>

#include "oracle/strata.hpp"

namespace polyspike::oracle {

// The counts of the partition, by the conventions of the project's theory: over strata of
// the domain's dimension, connectivity through faces of one dimension less.
struct Counts {
  std::size_t cells = 0;            // patterns of all neurons
  std::size_t cell_components = 0;  // facet-connected parts of the cells
  std::size_t causal_pieces = 0;  // patterns of the neurons on a causal path to an output
  std::size_t linear_regions = 0;  // facet-connected sets with one finite affine map
  std::size_t distinct_maps = 0;   // finite affine maps
  std::size_t never_regions = 0;   // facet-connected parts where some output is inf
  bool operator==(const Counts&) const = default;
};

std::ostream& operator<<(std::ostream& stream, const Counts& counts);

// The pairs of strata that share a facet's worth of boundary. All strata of full
// dimension.
std::vector<std::pair<std::size_t, std::size_t>> adjacent_pairs(
    const std::vector<Stratum>& strata);

// The components of the members, indices below n, when pairs of them are joined.
std::size_t count_components(
    std::size_t n, const std::vector<std::size_t>& members,
    const std::vector<std::pair<std::size_t, std::size_t>>& pairs);

Counts count(const Model& model, const std::vector<Stratum>& full_strata);

// The distinct vertices of all strata: those of the partition where every cell is one
// stratum (ReLU networks).
std::size_t count_vertices(const std::vector<Stratum>& full_strata);

}  // namespace polyspike::oracle
