// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>

#include "engine/leaf.hpp"

// How leaves reach a consumer when several threads find them: each thread makes of its leaves
// what it can alone, in a batch; the consumer takes the batches in the order of the leaves.
namespace polyspike {

// The bytes from which on a batch is handed on, or waits for its turn.
constexpr std::size_t large_batch = std::size_t{1} << 18;

class LeafBatch {
 public:
  virtual ~LeafBatch() = default;
  // False: stop the exploration.
  virtual bool add(const Leaf& leaf) = 0;
  // About the memory it holds.
  virtual std::size_t bytes() const = 0;
};

class BatchSink {
 public:
  virtual ~BatchSink() = default;
  // May be called by several threads at once.
  virtual std::unique_ptr<LeafBatch> new_batch() = 0;
  // In the order of the leaves, never concurrently; leaves the batch empty. False: stop.
  virtual bool take(LeafBatch& batch) = 0;
};

}  // namespace polyspike
