// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/causal_regions.hpp"
#include "engine/explorer.hpp"
#include "engine/spike_forms.hpp"

namespace polyspike {

// A spike step with one event a synapse and no jumps, cut into fewer pieces than LinearSpike
// does: the full-dimensional ones only, without a proof.
//
// A negative event k is survived where the threshold is not reached by T_k. It is on the
// whole cell if a bound of the potential stays below the threshold: the maximum over sets of
// positive events of their contributions at T_k, where every negative event that is known to
// be survived counts as w (T_k - T_b) or not at all, whichever way its order (both are upper
// bounds), and all others not at all. For such a bound is convex after the survived events
// and bounds the potential before T_k, too. So survived events need no order.
//
// The others, but for those at which the threshold was reached anyway, are cut off one by
// one, the earliest first. What is left where it was reached, in many pieces, is the union
// of the regions {T_k < t_E <= T_j} of the causal sets with exactly the survived events of
// negative weight: each is convex and explored once, whatever the pieces.
class UnorderedSpike {
 public:
  UnorderedSpike(Explorer& explorer, const SpikeForms& forms, std::size_t index)
      : explorer_(explorer), forms_(forms), index_(index) {}
  bool explore() { return cover({}, forms_.negative()); }

 private:
  using Events = SpikeForms::Events;
  // Negative events survived on the whole cell, and those of them of which the order with
  // events to come is not known.
  struct Past {
    Events all, unordered;
  };
  // A cell to be cut by the undecided events among those to come; the pieces where the
  // threshold was reached are left to `regions`.
  struct Cut {
    const Past& past;
    const Events& coming;
    const Events& undecided;
    CausalRegions& regions;
  };

  bool cover(Past past, Events coming);
  void take_survived(Past* past, Events* coming);
  bool is_survived(const Past& past, std::size_t negative);
  bool is_always_reached(const Past& past, std::size_t negative);
  bool stays_below(const Events& included, const Events& before, const Events& open,
                   std::size_t negative);
  bool is_never_positive(const Form& form);

  bool cut_earliest(const Cut& cut);
  // Branches until `earliest` is the first of the undecided events.
  bool put_first(const Cut& cut, std::size_t earliest, std::size_t i);
  bool reach(const Cut& cut, std::size_t negative);
  bool reach_by_subsets(const Cut& cut, std::size_t negative, const Events& before,
                        const Events& open, std::size_t subset);
  bool settle_reached(const Cut& cut, std::size_t negative);
  bool cover_survived(const Cut& cut, std::size_t negative, bool is_ordered);

  Explorer& explorer_;
  const SpikeForms& forms_;
  std::size_t index_;
};

}  // namespace polyspike
