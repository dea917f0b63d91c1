// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>

namespace polyspike::vertex {

// A set of up to 64 * Words walls of a cell, by their slots.
template <int Words>
struct Mask {
  static constexpr int capacity = 64 * Words;
  std::uint64_t word[Words];

  static Mask none() { return {}; }
  void add(int slot) { word[slot / 64] |= std::uint64_t{1} << (slot % 64); }
  void remove(int slot) { word[slot / 64] &= ~(std::uint64_t{1} << (slot % 64)); }
  bool has(int slot) const { return (word[slot / 64] >> (slot % 64) & 1) != 0; }

  friend Mask operator&(const Mask& a, const Mask& b) {
    Mask result;
    for (int w = 0; w < Words; ++w) result.word[w] = a.word[w] & b.word[w];
    return result;
  }
  void include(const Mask& other) {
    for (int w = 0; w < Words; ++w) word[w] |= other.word[w];
  }
  bool is_subset_of(const Mask& other) const {
    for (int w = 0; w < Words; ++w)
      if ((word[w] & ~other.word[w]) != 0) return false;
    return true;
  }
  int count() const {
    int bits = 0;
    for (int w = 0; w < Words; ++w) bits += std::popcount(word[w]);
    return bits;
  }
  // Whether there are at least `Least` walls, for a small number.
  template <int Least>
  bool has_at_least() const {
    if constexpr (Words == 1) {
      std::uint64_t rest = word[0];
      for (int k = 1; k < Least; ++k) rest &= rest - 1;
      return rest != 0;
    } else {
      return count() >= Least;
    }
  }
  // The least slot not in the set, or `capacity`.
  int lowest_free() const {
    for (int w = 0; w < Words; ++w)
      if (word[w] != ~std::uint64_t{0}) return 64 * w + std::countr_one(word[w]);
    return capacity;
  }
  template <class Visit>
  void for_each(Visit visit) const {
    for (int w = 0; w < Words; ++w)
      for (std::uint64_t rest = word[w]; rest != 0; rest &= rest - 1)
        visit(64 * w + std::countr_zero(rest));
  }
};

}  // namespace polyspike::vertex
