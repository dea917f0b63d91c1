// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace polyspike {

// When to give up: asked by every engine and procedure between units of work that take far
// below a second. Ctrl-C sets `interrupted` from a signal handler.
class Budget {
 public:
  void limit_seconds(double seconds) {
    deadline_ = std::chrono::steady_clock::now() +
                std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                    std::chrono::duration<double>(seconds));
  }
  void limit_megabytes(std::uint64_t megabytes) { megabytes_ = megabytes; }
  void interrupt() { interrupted_.store(true, std::memory_order_relaxed); }

  // Cheap: looks at the clock and at the process's memory once in 64 calls.
  bool exhausted();
  // Why it ended: "time limit", "memory limit", "interrupted"; nullptr while it has not.
  const char* reason() const { return reason_.load(std::memory_order_relaxed); }

 private:
  std::optional<std::chrono::steady_clock::time_point> deadline_;
  std::optional<std::uint64_t> megabytes_;
  std::atomic<bool> interrupted_{false};
  std::atomic<std::uint32_t> calls_{0};
  std::atomic<const char*> reason_{nullptr};
};

}  // namespace polyspike
