// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace polyspike {

// The live line on standard error: how many cells were found and how fast. Silent unless
// switched on, which RunOptions.progress is on a terminal only; erased at its end.
class ProgressLine {
 public:
  explicit ProgressLine(bool on) : on_(on), start_(Clock::now()), shown_(start_) {}
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // Looks at the clock once in 64 calls.
  void show_cells(std::uint64_t cells) {
    if (on_ && ++calls_ % 64 == 0) refresh(cells);
  }

 private:
  using Clock = std::chrono::steady_clock;
  void refresh(std::uint64_t cells);

  bool on_;
  bool written_ = false;
  std::uint64_t calls_ = 0;
  Clock::time_point start_, shown_;
};

}  // namespace polyspike
