// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "engine/explore.hpp"

namespace polyspike {

// Two programs side by side on one domain, their outputs one list after the other
// (network/lower.hpp: product).
struct PairProblem {
  const Problem& problem;
  std::size_t outputs;  // of each of the two
};

// A point, in the flat's coordinates, where the two differ.
struct PairDifference {
  bool complete = true;  // false: the budget ran out before a difference or the end
  std::optional<Point> point;
};

// Explores all pieces of the product partition, of every dimension, until one shows a
// difference; two programs that differ at a single point do differ.
PairDifference find_pair_difference(const PairProblem& pair, const ExploreOptions& options);

// The exact supremum of |a - b| over the domain and all outputs: `inf` where one fires and
// the other does not. Attained at the point, or approached there from inside a piece.
struct Deviation {
  bool complete = true;
  Value supremum = Rational();
  Point point;
  bool attained = true;
  Point toward;  // a point inside that piece
};
Deviation find_deviation(const PairProblem& pair, const ExploreOptions& options);

}  // namespace polyspike
