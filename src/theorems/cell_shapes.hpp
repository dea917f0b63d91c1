// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "property/partition.hpp"

namespace polyspike {

// Whether the closure of every full-dimensional cell of a complete partition is convex.
bool has_convex_cells(const Partition& partition);

// Pairs of different cells that share a facet.
std::uint64_t count_adjacent_cells(const Problem& problem, const Partition& partition);

}  // namespace polyspike
