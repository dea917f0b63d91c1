// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/budget.hpp"

#include <unistd.h>

#include <fstream>

namespace polyspike {

namespace {

std::uint64_t resident_megabytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) >> 20;
}

}  // namespace

bool Budget::exhausted() {
  if (reason() != nullptr) return true;
  if (interrupted_.load(std::memory_order_relaxed)) {
    reason_ = "interrupted";
    return true;
  }
  if (calls_.fetch_add(1, std::memory_order_relaxed) % 64 != 0) return false;
  if (deadline_ && std::chrono::steady_clock::now() >= *deadline_) {
    reason_ = "time limit";
  } else if (megabytes_ && resident_megabytes() >= *megabytes_) {
    reason_ = "memory limit";
  }
  return reason() != nullptr;
}

}  // namespace polyspike
