// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

#include "engine/leaf_watch.hpp"
#include "geometry/volume_sample.hpp"

namespace polyspike {

// The live line on standard error while an engine explores: the pieces of cells found, about
// which share of the volume that is, how fast, and the time left at that pace. Silent unless
// switched on, which RunOptions.progress is on a terminal only; erased when it is done.
class ProgressLine final : public LeafWatch {
 public:
  // What to watch explorations with: nothing where the line is off.
  LeafWatch* when(bool on) { return on ? this : nullptr; }

  void start(const Problem& problem) override;
  void leaf(const Leaf& leaf) override;
  void finish() override;

 private:
  using Clock = std::chrono::steady_clock;
  void refresh(std::uint64_t cells);

  std::optional<VolumeSample> sample_;
  std::atomic<std::uint64_t> cells_{0};
  std::mutex mutex_;  // of what follows
  bool is_written_ = false;
  Clock::time_point start_, shown_;
};

}  // namespace polyspike
