// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/leaf.hpp"

namespace polyspike {

// Finds leaves that share facets from what they tell of their borders (engine/leaf.hpp),
// while they come. What is kept is facets that wait for their other side.
class BorderMatching {
 public:
  using Words = std::span<const std::uint64_t>;

  explicit BorderMatching(Borders kind) : kind_(kind) {}

  Borders kind() const { return kind_; }
  // The next leaf, by its number, the words of its borders and, for placed ones, its
  // facets: earlier leaves that surely share a facet with it, until the next call.
  const std::vector<std::uint32_t>& add(std::uint32_t leaf, Words words,
                                        std::span<const FacetBox> boxes);
  // After the last leaf: whether those were all pairs of leaves that share a facet. Where
  // facets are paired and this is false, what was found may be wrong, too.
  bool found_all();
  // After the last leaf: calls meet(a, b) for more leaves of one group that surely share
  // one. group(leaf) is a number, or `none`; pairs that are of no more use are not
  // `wanted`.
  using Group = std::function<std::uint32_t(std::uint32_t leaf)>;
  using Wanted = std::function<bool(std::uint32_t a, std::uint32_t b)>;
  using Meet = std::function<void(std::uint32_t a, std::uint32_t b)>;
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  void meet_rest(const Group& group, const Wanted& wanted, const Meet& meet) const;

 private:
  // The leaves on the first side of a cut, one for each facet there; how many of the
  // facets have come from the second side.
  struct Cut {
    std::vector<std::uint32_t> first;
    std::size_t second = 0;
  };
  // A facet that waits, among those of its leaf.
  struct Facet {
    std::uint64_t node, number;
    std::uint32_t leaf;
    std::uint32_t row;
  };
  struct Waiting {
    std::vector<FacetBox> boxes;
    std::size_t facets = 0;
  };

  void add_paired(std::uint32_t leaf, Words words);
  void close_cuts(std::size_t kept);
  void add_placed(std::uint32_t leaf, Words words, std::span<const FacetBox> boxes);
  bool find_other_side(std::uint64_t place, const Facet& facet,
                       const std::vector<FacetBox>& boxes);
  std::uint64_t name(std::size_t node);

  const Borders kind_;
  std::vector<std::uint32_t> met_;
  // paired:
  std::vector<Cut> cuts_;
  std::size_t open_ = 0;  // of them
  bool is_odd_ = false;   // a cut had more facets on one side than on the other
  // placed:
  std::vector<std::uint64_t> names_;  // of the nodes on the way to the last leaf
  std::uint64_t last_name_ = 0;
  std::unordered_multimap<std::uint64_t, Facet> facets_;  // by place
  std::unordered_map<std::uint32_t, Waiting> leaves_;
};

}  // namespace polyspike
