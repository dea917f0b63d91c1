// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/explorer.hpp"
#include "engine/spike_forms.hpp"

namespace polyspike {

// A spike step with one event a synapse and no jumps, explored by membership in the causal
// set, never by the order of arrivals of positive weight.
//
// Between two negative arrivals the potential is convex. So the negative events are taken
// in their order, as far as it matters, and at each the cell is split on whether the
// potential reaches the threshold by then, P(T_k) >= theta. As a maximum over sets of
// positive events, that is split off set by set, without ordering them. Where it holds, the
// positive members of the causal set are found by crossing facets (CausalRegions).
//
// So it is in proofs and where pieces of lower dimension are asked for; else UnorderedSpike
// makes fewer pieces.
class LinearSpike {
 public:
  LinearSpike(Explorer& explorer, const SpikeStep& step, std::size_t index);
  bool explore();

 private:
  using Events = SpikeForms::Events;

  // `past`: negative events that happened without firing; `coming`: the others.
  bool next_negative(const Events& past, const Events& coming);
  // Branches until `earliest` is the first of the relevant ones.
  bool earliest_first(const Events& past, const Events& coming, const Events& relevant,
                      std::size_t earliest, std::size_t i);
  // Splits on whether the potential reaches the threshold by the time of a negative event.
  bool reach(const Events& past, const Events& coming, std::size_t negative);
  bool reach_by_subsets(const Events& past, const Events& coming, std::size_t negative,
                        const Events& before, const Events& open, std::size_t subset);
  bool always_reached(const Events& past, std::size_t negative);

  Explorer& explorer_;
  std::size_t index_;
  SpikeForms forms_;
};

}  // namespace polyspike
