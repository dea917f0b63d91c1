// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress.hpp"

#include <iostream>

namespace polyspike {

namespace {

constexpr char erase_line[] = "\r\033[K";

}  // namespace

ProgressLine::~ProgressLine() {
  if (written_) std::cerr << erase_line << std::flush;
}

void ProgressLine::refresh(std::uint64_t cells) {
  const auto now = Clock::now();
  if (now - shown_ < std::chrono::milliseconds(200)) return;
  shown_ = now;
  written_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  std::cerr << erase_line << cells << " cells, "
            << static_cast<std::uint64_t>(static_cast<double>(cells) / seconds)
            << " a second" << std::flush;
}

}  // namespace polyspike
