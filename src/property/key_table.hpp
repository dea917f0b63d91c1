// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace polyspike {

// A set of strings of words, numbered in the order of their arrival. A hash says where to
// look, the words themselves whether two are the same.
class KeyTable {
 public:
  using Key = std::span<const std::uint64_t>;

  // The number of the key and whether it is new.
  std::pair<std::uint32_t, bool> add(Key key);
  std::optional<std::uint32_t> find(Key key) const;
  std::size_t size() const { return hashes_.size(); }

 private:
  static constexpr std::uint32_t free = ~std::uint32_t{0};

  static std::uint64_t hash(Key key);
  Key key(std::uint32_t number) const;
  // Where the key is or would go.
  std::size_t slot(Key key, std::uint64_t hash) const;
  void grow();

  std::vector<std::uint64_t> words_, hashes_;
  std::vector<std::size_t> ends_;     // per key, in words
  std::vector<std::uint32_t> slots_;  // numbers of keys; a power of two of them
};

}  // namespace polyspike
