// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <vector>

#include "engine/explorer.hpp"
#include "engine/spike_forms.hpp"

namespace polyspike {

// Finds sets of events among those in a list, by their place there.
class RegionIndex {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  template <typename Regions>
  std::size_t find(const Regions& regions, const SpikeForms::Events& members) const {
    if (slots_.empty()) return scan(regions, members);
    for (std::size_t s = hash(members) & (slots_.size() - 1);;
         s = (s + 1) & (slots_.size() - 1)) {
      if (slots_[s] == 0) return none;
      if (regions[slots_[s] - 1].members == members) return slots_[s] - 1;
    }
  }
  // After a region was added at the end.
  template <typename Regions>
  void add(const Regions& regions) {
    constexpr std::size_t few = 8;  // a list is as fast as a table
    if (regions.size() <= few) return;
    if (2 * regions.size() > slots_.size()) {
      slots_.assign(4 * regions.size(), 0);
      slots_.resize(std::bit_ceil(slots_.size()), 0);
      for (std::size_t i = 0; i < regions.size(); ++i) put(regions[i].members, i);
    } else {
      put(regions.back().members, regions.size() - 1);
    }
  }

 private:
  static std::size_t hash(const SpikeForms::Events& members);
  void put(const SpikeForms::Events& members, std::size_t i);
  template <typename Regions>
  std::size_t scan(const Regions& regions, const SpikeForms::Events& members) const {
    for (std::size_t i = 0; i < regions.size(); ++i)
      if (regions[i].members == members) return i;
    return none;
  }
  std::vector<std::uint32_t> slots_;  // 1 + the place, or 0
};

// A convex cell on which the potential crosses the threshold after the negative events
// `past` and before all others, while it is convex. The regions of its causal sets,
// {T_k < t_E for members, T_j >= t_E for others}, are convex, cover the cell, and meet in
// facets on which only the events of one hyperplane change membership. So a set of regions
// closed under crossing facets is all of them: they are found from the region of the walk's
// witness, each once, and the walk goes on in each.
//
// With limits, negative events that may come earlier, the cell is larger than where that is
// so: each region ends at t_E = T_l for every limit l, too, and a seed is taken in every
// convex part.
class CausalRegions {
 public:
  using Events = SpikeForms::Events;

  CausalRegions(Explorer& explorer, const SpikeForms& forms, std::size_t index,
                const Events& past, const Events& limits = no_events)
      : explorer_(explorer), forms_(forms), index_(index), past_(past), limits_(limits) {}
  bool explore();
  // The region of the walk's witness; the walk may stand in a part of the cell.
  void add_seed();
  // All regions that are reached from the seeds, in the whole cell.
  bool explore_seeds();

 private:
  struct Region {
    Events members;
    Witness inside;
  };
  // A half-space of a region: which events it holds back on their side, limits among them.
  struct Side {
    Form form;
    Events events;
    Events limits;
  };

  static const Events no_events;
  bool visit_all();
  void add_side(std::vector<Side>& sides, Form form, std::size_t event, bool is_limit) const;
  bool exceeds(const SpikeForms::Firing& time, const Events& limits,
               const Witness& at) const;
  void move_to_generic();
  void discover(Events members, Witness inside);
  bool visit(std::size_t i);
  void push(const Side& side, std::uint32_t next_id);
  std::size_t place(std::size_t event) const;
  void tell_region(const Events& members, const std::vector<Side>& sides,
                   const std::vector<std::size_t>& facets, std::size_t size);
  bool settle(const SpikeForms::Firing& time);
  std::vector<Side> sides_of(const SpikeForms::Firing& time) const;
  bool is_multiple(const Form& a, const Form& b, std::size_t largest) const;
  bool cross(const Events& members, const Side& side, std::size_t row);
  void discover_neighbour(const Events& members, const Side& side, std::size_t row,
                          const Witness& beyond);
  bool try_neighbour(const Events& members, const Side& side, const Witness& at);
  static Witness between(const Point& from, const Point& to, const Rational& share);
  bool is_beyond(const Side& side, std::size_t row, const Witness& at) const;

  Explorer& explorer_;
  const SpikeForms& forms_;
  std::size_t index_;
  const Events &past_, &limits_;
  std::vector<Region> found_;
  RegionIndex index_of_;
  Events flipped_;
};

}  // namespace polyspike
