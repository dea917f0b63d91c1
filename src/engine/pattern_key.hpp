// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "program/pattern.hpp"

namespace polyspike {

// Patterns of one program as strings of words: equal patterns, and only they, have equal
// keys. A branch takes three bits.
class PatternKey {
 public:
  explicit PatternKey(std::vector<std::uint64_t>& words) : words_(words) {}

  void add(const Pattern& pattern) {
    for (const Decision& decision : pattern) {
      add_bits(static_cast<std::uint64_t>(decision.kind), 3);
      if (decision.kind == Decision::Kind::off || decision.kind == Decision::Kind::on)
        continue;
      add_bits(decision.events.size(), 32);
      for (const std::uint32_t e : decision.events) add_bits(e, 32);
      add_bits(decision.jump_event, 32);
    }
  }

 private:
  void add_bits(std::uint64_t value, unsigned bits) {
    if (used_ + bits > 64) used_ = 64;
    if (used_ == 64) {
      words_.push_back(0);
      used_ = 0;
    }
    words_.back() |= value << used_;
    used_ += bits;
  }

  std::vector<std::uint64_t>& words_;
  unsigned used_ = 64;  // bits of the last word
};

}  // namespace polyspike
