// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/leaf_batch.hpp"
#include "program/program.hpp"

namespace polyspike {

struct Problem;

// Looks on while an engine explores: told of every leaf as it is found, whoever takes it.
class LeafWatch {
 public:
  virtual ~LeafWatch() = default;
  // An exploration begins; a command may need several.
  virtual void start(const Problem& problem) = 0;
  // May be called by several threads at once.
  virtual void leaf(const Leaf& leaf) = 0;
  // The exploration is over, at its end or stopped.
  virtual void finish() = 0;
};

// Hands everything on to another sink, and shows the leaves to a watch.
class WatchedSink final : public BatchSink {
 public:
  WatchedSink(BatchSink& sink, LeafWatch& watch) : sink_(sink), watch_(watch) {}
  std::unique_ptr<LeafBatch> new_batch() override;
  bool take(LeafBatch& batch) override;

 private:
  class Batch;

  BatchSink& sink_;
  LeafWatch& watch_;
};

}  // namespace polyspike
