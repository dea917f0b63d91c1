// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/border_matching.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "number/mix.hpp"
#include "property/facet_meeting.hpp"

namespace polyspike {

namespace {

constexpr std::uint64_t of_domain = ~std::uint64_t{0};

// Facets that wait, and those compared with one of them: what is not found costs time
// only.
constexpr std::size_t most_facets = std::size_t{1} << 17, most_compared = 256;

// The same for facets of one hyperplane with nearly the same centre, with few exceptions.
std::uint64_t place(std::uint64_t node, std::uint64_t number, const FacetBox& box) {
  std::uint64_t hash = mix(node, number);
  for (std::size_t i = 0; i < box.dimension; ++i) {
    const double step = std::floor(box.centre[i] * 0x1p22 + 0.41421356);
    hash = mix(hash, static_cast<std::uint64_t>(static_cast<std::int64_t>(step)));
  }
  return hash;
}

}  // namespace

const std::vector<std::uint32_t>& BorderMatching::add(std::uint32_t leaf, Words words,
                                                      std::span<const FacetBox> boxes) {
  met_.clear();
  if (kind_ == Borders::paired) add_paired(leaf, words);
  if (kind_ == Borders::placed) add_placed(leaf, words, boxes);
  return met_;
}

bool BorderMatching::found_all() {
  close_cuts(0);
  return kind_ == Borders::paired && !is_odd_;
}

void BorderMatching::close_cuts(std::size_t kept) {
  for (; open_ > kept; --open_) {
    Cut& cut = cuts_[open_ - 1];
    is_odd_ = is_odd_ || cut.second != cut.first.size();
    cut.first.clear();
    cut.second = 0;
  }
}

void BorderMatching::add_paired(std::uint32_t leaf, Words words) {
  close_cuts(words[0]);
  for (const std::uint64_t word : words.subspan(1)) {
    const std::size_t node = word >> 1;
    const bool is_second = (word & 1) != 0;
    if (open_ <= node) open_ = node + 1;
    if (cuts_.size() < open_) cuts_.resize(open_);
    Cut& cut = cuts_[node];
    if (!is_second) {
      is_odd_ = is_odd_ || cut.second != 0;
      cut.first.push_back(leaf);
    } else if (cut.second < cut.first.size()) {
      met_.push_back(cut.first[cut.second++]);
    } else {
      is_odd_ = true;
    }
  }
}

void BorderMatching::add_placed(std::uint32_t leaf, Words words,
                                std::span<const FacetBox> span) {
  if (names_.size() > words[0]) names_.resize(words[0]);
  Waiting own{{span.begin(), span.end()}, 0};
  for (std::uint32_t row = 0; row < own.boxes.size(); ++row) {
    const std::uint64_t node = words[1 + 2 * row], number = words[2 + 2 * row];
    if (node == of_domain) continue;
    const Facet facet{name(node), number, leaf, row};
    const std::uint64_t at = place(facet.node, number, own.boxes[row]);
    if (find_other_side(at, facet, own.boxes) || facets_.size() >= most_facets) continue;
    facets_.emplace(at, facet);
    ++own.facets;
  }
  if (own.facets > 0) leaves_.emplace(leaf, std::move(own));
}

bool BorderMatching::find_other_side(std::uint64_t place, const Facet& facet,
                                     const std::vector<FacetBox>& boxes) {
  auto [at, end] = facets_.equal_range(place);
  for (; at != end; ++at) {
    const Facet& other = at->second;
    if (other.node != facet.node || other.number != facet.number ||
        other.leaf == facet.leaf)
      continue;
    const auto leaf = leaves_.find(other.leaf);
    const auto meet =
        do_facets_meet({&leaf->second.boxes, other.row}, {&boxes, facet.row});
    if (!meet.value_or(false)) continue;
    met_.push_back(other.leaf);
    if (--leaf->second.facets == 0) leaves_.erase(leaf);
    facets_.erase(at);
    return true;
  }
  return false;
}

// A number that no other node of the tree has.
std::uint64_t BorderMatching::name(std::size_t node) {
  while (names_.size() <= node) names_.push_back(++last_name_);
  return names_[node];
}

void BorderMatching::meet_rest(const Group& group, const Wanted& wanted,
                               const Meet& meet) const {
  struct Entry {
    Facet facet;
    std::uint32_t group;
    FacetOf of;

    auto key() const { return std::tuple(facet.node, facet.number, group, facet.leaf); }
    bool is_across(const Entry& other) const {
      return facet.node == other.facet.node && facet.number == other.facet.number &&
             group == other.group;
    }
  };
  std::vector<Entry> entries;
  for (const auto& [place, facet] : facets_)
    if (const std::uint32_t g = group(facet.leaf); g != none)
      entries.push_back({facet, g, {&leaves_.at(facet.leaf).boxes, facet.row}});
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.key() < b.key(); });
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry& a = entries[i];
    const std::size_t end = std::min(entries.size(), i + 1 + most_compared);
    for (std::size_t k = i + 1; k < end && a.is_across(entries[k]); ++k) {
      const Entry& b = entries[k];
      if (!wanted(a.facet.leaf, b.facet.leaf)) continue;
      const auto quick = do_facets_meet(a.of, b.of);
      if (quick ? *quick : find_common_point(a.of, b.of))
        meet(a.facet.leaf, b.facet.leaf);
    }
  }
}

}  // namespace polyspike
