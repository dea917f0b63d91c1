// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "engine/explore.hpp"

namespace polyspike {

// Which output decides: the one with the smallest value (who fires first; `inf` never does)
// or the one with the largest.
enum class DecisionRule { earliest, largest };

using OutputSet = std::vector<std::size_t>;  // increasing

// The full-dimensional set on which exactly these outputs are first, all with one value.
struct Winner {
  OutputSet outputs;          // several: they tie on the whole set; none: all are `inf`
  std::uint64_t regions = 0;  // facet-connected components of that set
};

// Who wins where.
struct Decisions {
  bool complete = false;
  std::vector<Winner> winners;  // in order of their outputs
  // Sets of outputs that are first together along a facet between two regions (or inside a
  // region) and not on either side of it.
  std::vector<OutputSet> border_ties;
};

// Explores the partition and cuts its pieces where the decision changes. Where not complete,
// the winners are those found so far and nothing else is said.
Decisions find_decisions(const Problem& problem, DecisionRule rule,
                         const ExploreOptions& options);

}  // namespace polyspike
