// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "property/partition.hpp"

namespace polyspike {

// The counts of a partition that is not stored: the leaves are looked at once, as numbers a
// few words long. Only where hashes of maps coincide, cells have several pieces or outputs
// are `inf`, the partition is explored once more for these pieces, which are then compared
// exactly.
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
