// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "engine/budget.hpp"
#include "engine/leaf.hpp"
#include "polyspike/network.hpp"
#include "program/program.hpp"

// The engine for low dimensions: cells are kept as vertices (and edges), in doubles with
// proved error bounds; what these do not decide is decided in integers.
namespace polyspike {

// How often doubles did not suffice.
struct VertexStatistics {
  std::uint64_t signs = 0;         // signs of forms at vertices asked for, but for batches
  std::uint64_t exact_signs = 0;   // of these, decided in integers
  std::uint64_t zeros = 0;         // of these, zero
  std::uint64_t resolved = 0;      // vertices computed afresh in doubles
  std::uint64_t exact_points = 0;  // vertices computed in integers
};

struct VertexOptions {
  unsigned threads = 1;
  Budget* budget = nullptr;
  VertexStatistics* statistics = nullptr;  // filled in if given
};

constexpr std::size_t max_vertex_dimension = 4;

// Hands out the full-dimensional convex pieces of the partition of a bounded
// full-dimensional domain of dimension 1 to max_vertex_dimension, in an order that depends
// on neither threads nor timing. Returns whether all pieces were handed out: false if the
// sink said stop or the budget ran out.
bool explore_vertices(const Program& program, const Domain& domain,
                      const VertexOptions& options, const LeafSink& sink);

}  // namespace polyspike
