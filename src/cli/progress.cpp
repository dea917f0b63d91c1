// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress.hpp"

#include <iomanip>
#include <iostream>
#include <sstream>

namespace polyspike {

namespace {

constexpr char erase_line[] = "\r\033[K";

// "47 s", "3:05", "2:00:00"
std::string duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds);
  if (whole < 60) return std::to_string(whole).append(" s");
  std::ostringstream text;
  text << std::setfill('0');
  if (whole >= 3600) text << whole / 3600 << ':' << std::setw(2);
  text << whole / 60 % 60 << ':' << std::setw(2) << whole % 60;
  return text.str();
}

}  // namespace

void ProgressLine::start(const Problem& problem) {
  cells_ = 0;
  sample_.emplace(problem);
  start_ = shown_ = Clock::now();
}

void ProgressLine::leaf(const Leaf& leaf) {
  sample_->add(leaf);
  const std::uint64_t cells = ++cells_;
  if (cells % 64 == 0) refresh(cells);
}

void ProgressLine::finish() {
  if (is_written_) std::cerr << erase_line << std::flush;
  is_written_ = false;
}

void ProgressLine::refresh(std::uint64_t cells) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  const auto now = Clock::now();
  if (!lock || now - shown_ < std::chrono::milliseconds(200)) return;
  shown_ = now;
  is_written_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  std::ostringstream line;
  line << erase_line << cells << " cells";
  const auto share = sample_->share();
  if (share) line << ", about " << static_cast<int>(*share * 100) << " % of the volume";
  line << ", " << static_cast<std::uint64_t>(static_cast<double>(cells) / seconds)
       << " a second";
  if (share && *share > 0)
    line << ", about " << duration(seconds * (1 - *share) / *share) << " left";
  std::cerr << line.str() << std::flush;
}

}  // namespace polyspike
