// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/explorer.hpp"

namespace polyspike {

// A spike step with one event a synapse and no jumps, explored by membership in the causal
// set, never by the order of arrivals of positive weight.
//
// Between two negative arrivals the potential is convex. So the negative events are taken
// in their order, as far as it matters, and at each the cell is split on whether the
// potential reaches the threshold by then, P(T_k) >= theta. As a maximum over sets of positive events, P(T_k) >= theta
// is split off set by set, without ordering them. Where it holds, the positive members of the causal set
// are found by crossing facets: the regions {T_k < t_E <= T_j} are convex, cover the convex
// piece, and share each facet with one neighbour only, so a set of regions closed under
// crossing is complete.
class LinearSpike {
 public:
  LinearSpike(Explorer& explorer, const SpikeStep& step, std::size_t index);
  bool explore();

 private:
  using Events = std::vector<std::size_t>;  // indices into time_ and weight_

  // `past`: negative events that happened without firing, all others still to come.
  bool next_negative(const Events& past, const Events& coming);
  // Branches until `earliest` is the first of the relevant ones.
  bool earliest_first(const Events& past, const Events& coming, const Events& relevant,
                      std::size_t earliest, std::size_t i);
  // Splits on whether the potential reaches the threshold by the time of a negative event.
  bool reach(const Events& past, const Events& coming, std::size_t negative);
  bool reach_by_subsets(const Events& past, const Events& coming, std::size_t negative,
                        const Events& before, const Events& open, std::size_t subset);
  // Sum over past and `before` of weight * (time[at] - time) minus the threshold: a lower
  // bound of the potential's excess at time[at] for every set of positive events `before`,
  // and the excess itself for those that do come before.
  AffineForm excess(const Events& past, const Events& before, std::size_t at) const;
  bool always_reached(const Events& past, std::size_t negative);
  // The firing time is a crossing after all of `past` and before every other negative.
  bool cross(const Events& past);

  // The causal set at a point where the potential crosses after `past`: its positive
  // members in order of index, and whether no other event coincides with the firing time.
  struct Crossing {
    Events members;
    bool generic = true;
  };
  Crossing crossing_at(const Events& past, const Point& point) const;
  AffineForm firing_time(const Events& past, const Events& members) const;
  bool move_to_generic(const Events& past);
  bool settle(const Events& past, const Events& members, AffineForm time);

  friend class CausalRegions;

  Explorer& explorer_;
  const SpikeStep& step_;
  std::size_t index_;
  std::vector<AffineForm> time_;
  std::vector<Rational> weight_;
  std::vector<std::uint32_t> event_;  // of the step
  Events positive_, negative_;
};

}  // namespace polyspike
