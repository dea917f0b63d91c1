// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Sets of the events of a spike, as words of bits in memory of the arena.
namespace polyspike::vertex {

inline bool has_event(const std::uint64_t* set, std::uint32_t e) {
  return (set[e / 64] >> (e % 64) & 1) != 0;
}
inline void add_event(std::uint64_t* set, std::uint32_t e) {
  set[e / 64] |= std::uint64_t{1} << (e % 64);
}
inline void clear_events(std::uint64_t* set, std::size_t words) {
  std::memset(set, 0, words * sizeof(std::uint64_t));
}
inline bool are_same_events(const std::uint64_t* a, const std::uint64_t* b,
                            std::size_t words) {
  return std::memcmp(a, b, words * sizeof(std::uint64_t)) == 0;
}
// Whether the sets differ at most in one given event.
inline bool are_same_but_for(const std::uint64_t* a, const std::uint64_t* b,
                             std::size_t words, std::uint32_t e) {
  for (std::size_t w = 0; w < words; ++w) {
    std::uint64_t difference = a[w] ^ b[w];
    if (w == e / 64) difference &= ~(std::uint64_t{1} << (e % 64));
    if (difference != 0) return false;
  }
  return true;
}
template <class Visit>
void for_each_event(const std::uint64_t* set, std::size_t words, Visit visit) {
  for (std::size_t w = 0; w < words; ++w)
    for (std::uint64_t rest = set[w]; rest != 0; rest &= rest - 1)
      visit(static_cast<std::uint32_t>(64 * w) +
            static_cast<std::uint32_t>(std::countr_zero(rest)));
}

}  // namespace polyspike::vertex
