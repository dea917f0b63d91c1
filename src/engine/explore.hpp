// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/budget.hpp"
#include "engine/leaf.hpp"
#include "engine/leaf_batch.hpp"
#include "engine/hull.hpp"
#include "engine/vertex/vertex_statistics.hpp"
#include "lp/cell.hpp"

namespace polyspike {

class LeafWatch;
class ProofObserver;
// Which engine explores: by what suits the problem, by linear programs in any dimension, or
// by vertices (engine_choice.hpp).
enum class Engine { automatic, lp, vertex };

struct ExploreOptions {
  // Also the pieces of lower dimension that a full-dimensional piece's closed form does not
  // describe: where the program jumps. All pieces together, each with its strict rows,
  // cover every point of the domain, and each tells the program's value at its points.
  // Without it: the full-dimensional pieces only.
  bool all_dimensions = false;
  Budget* budget = nullptr;
  ProofObserver* proof = nullptr;  // asks for the walk by linear programs
  Engine engine = Engine::automatic;  // heeded by explore_any
  unsigned threads = 1;               // that may work where an engine can use them
  LeafWatch* watch = nullptr;         // heeded by explore_any
  bool only_cells = false;            // leaves will be asked for patterns and nothing else
};

struct ExploreResult {
  bool complete = true;  // false: the budget ran out or the sink said stop
  LpStatistics lp;
  VertexStatistics vertex;
  // At least this share of the domain's volume is covered; the vertex engine knows it.
  std::optional<Rational> covered;
};

// The partition by linear programs, in any dimension: a depth-first walk over the steps of
// the program on a stack of half-spaces. Pieces of full dimension have disjoint interiors.
// Where two pieces meet and the program does not jump, both are closed; where it jumps the
// border is strict on the side that does not own it.
ExploreResult explore(const Problem& problem, const ExploreOptions& options,
                      const LeafSink& sink);
// The same in batches, by options.threads threads; the leaves and their order are those
// above whatever the number. Not for proofs.
ExploreResult explore(const Problem& problem, const ExploreOptions& options,
                      BatchSink& sink);

}  // namespace polyspike
