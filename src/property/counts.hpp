// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "property/partition.hpp"

namespace polyspike {

// The counts of a partition that is not stored: the leaves are looked at once, as keys a few
// words long, and united while they come with those of the same cell or map that surely share
// a facet with them. Only where that leaves open how many components a cell or a map has, or
// whether two maps are the same, the partition is explored once more for these pieces, which
// are then compared exactly.
Counts find_counts(const Problem& problem, const ExploreOptions& options,
                   PartitionObserver* observer = nullptr);

// The number of cells alone. Nothing is stored but the patterns of cells that may have
// several pieces.
struct CellCount {
  std::uint64_t cells = 0;
  bool complete = false;
  ExploreResult explored;
};
CellCount count_cells(const Problem& problem, const ExploreOptions& options,
                      PartitionObserver* observer = nullptr);

}  // namespace polyspike
