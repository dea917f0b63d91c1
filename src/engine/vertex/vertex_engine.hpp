// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/budget.hpp"
#include "engine/leaf.hpp"
#include "engine/leaf_batch.hpp"
#include "engine/vertex/vertex_statistics.hpp"
#include "polyspike/network.hpp"
#include "program/program.hpp"

// The engine for low dimensions: cells are kept as vertices (and edges), in doubles with
// proved error bounds; what these do not decide is decided in integers.
namespace polyspike {

struct VertexOptions {
  unsigned threads = 1;
  Budget* budget = nullptr;
  VertexStatistics* statistics = nullptr;  // filled in if given
  // Filled in if given: at least this share of the domain's volume is in the pieces handed
  // out. Where spikes are involved it may be more.
  Rational* covered = nullptr;
};

constexpr std::size_t max_vertex_dimension = 5;

// Hands out the full-dimensional convex pieces of the partition of a bounded
// full-dimensional domain of dimension 1 to max_vertex_dimension, in an order that depends
// on neither threads nor timing. Returns whether all pieces were handed out: false if the
// sink said stop or the budget ran out.
bool explore_vertices(const Program& program, const Domain& domain,
                      const VertexOptions& options, BatchSink& sink);
// The same with one thread, leaf by leaf.
bool explore_vertices(const Program& program, const Domain& domain,
                      const VertexOptions& options, const LeafSink& sink);

}  // namespace polyspike
