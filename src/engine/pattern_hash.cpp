// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pattern_hash.hpp"

#include "number/mix.hpp"

namespace polyspike {

std::uint64_t hash_decision(std::size_t place, const Decision& decision) {
  std::uint64_t h = mix(mix(1, place), static_cast<std::uint64_t>(decision.kind) +
                                           16 * decision.events.size());
  for (const std::uint32_t e : decision.events) h = mix(h, e);
  return decision.kind == Decision::Kind::jump ? mix(h, decision.jump_event) : h;
}

std::uint64_t hash_pattern(const Pattern& pattern) {
  std::uint64_t sum = 0;
  for (std::size_t place = 0; place < pattern.size(); ++place)
    sum += hash_decision(place, pattern[place]);
  return sum;
}

}  // namespace polyspike
