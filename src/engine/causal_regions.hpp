// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unordered_map>
#include <vector>

#include "engine/explorer.hpp"
#include "engine/spike_forms.hpp"

namespace polyspike {

// A convex cell on which the potential crosses the threshold after the negative events
// `past` and before all others, while it is convex. The regions of its causal sets,
// {T_k < t_E for members, T_j >= t_E for others}, are convex, cover the cell, and meet in
// facets on which only the events of one hyperplane change membership. So a set of regions
// closed under crossing facets is all of them: they are found from the region of the walk's
// witness, each once, and the walk goes on in each.
class CausalRegions {
 public:
  using Events = SpikeForms::Events;

  CausalRegions(Explorer& explorer, const SpikeForms& forms, std::size_t index,
                const Events& past)
      : explorer_(explorer), forms_(forms), index_(index), past_(past) {}
  bool explore();

 private:
  struct Region {
    Events members;
    Witness inside;
  };
  // A half-space of a region: which positive events it holds back on their side.
  struct Side {
    Form form;
    Events events;
  };

  void move_to_generic();
  void discover(Events members, Witness inside);
  bool visit(std::size_t i);
  void push(const Side& side, std::uint32_t next_id);
  std::size_t place(std::size_t event) const;
  void tell_region(const Events& members, const std::vector<Side>& sides,
                   const std::vector<std::size_t>& facets, std::size_t size);
  bool settle(const Events& members, Combination time);
  std::vector<Side> sides_of(const Events& members, const Combination& time) const;
  bool is_multiple(const Form& a, const Form& b) const;
  bool cross(const Events& members, const Side& side, std::size_t row);
  void discover_neighbour(const Events& members, const Side& side, std::size_t row,
                          const Witness& beyond);
  bool try_neighbour(const Events& members, const Side& side, const Witness& at);
  Witness between(const Point& from, const Point& to, const Rational& share,
                  const Side& side, std::size_t row) const;
  bool is_beyond(const Side& side, std::size_t row, const Witness& at) const;

  Explorer& explorer_;
  const SpikeForms& forms_;
  std::size_t index_;
  const Events& past_;
  std::vector<Region> found_;
  std::unordered_map<std::string, std::size_t> place_;
};

}  // namespace polyspike
