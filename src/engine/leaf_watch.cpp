// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/leaf_watch.hpp"

namespace polyspike {

class WatchedSink::Batch final : public LeafBatch {
 public:
  Batch(std::unique_ptr<LeafBatch> batch, LeafWatch& watch)
      : batch_(std::move(batch)), watch_(watch) {}
  bool add(const Leaf& leaf) override {
    watch_.leaf(leaf);
    return batch_->add(leaf);
  }
  std::size_t bytes() const override { return batch_->bytes(); }
  LeafBatch& watched() { return *batch_; }

 private:
  std::unique_ptr<LeafBatch> batch_;
  LeafWatch& watch_;
};

std::unique_ptr<LeafBatch> WatchedSink::new_batch() {
  return std::make_unique<Batch>(sink_.new_batch(), watch_);
}

bool WatchedSink::take(LeafBatch& batch) {
  return sink_.take(static_cast<Batch&>(batch).watched());
}

}  // namespace polyspike
