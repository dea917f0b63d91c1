// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/explorer.hpp"
#include "engine/spike_forms.hpp"

namespace polyspike {

// A neuron of n positive synapses on a box so large that every causal set but the empty one
// has a region there; the regions are then known without any search.
//
// Let the times T_u vary independently in l_u <= T_u <= h_u, let L be the greatest l_u. If
//   (1) threshold > sum of w_u (L - l_u), and
//   (2) l_k + threshold / w_k < h_j for all k != j,
// then the set E fires at the corner {T_u = l_u in E, h_u outside}. For let m be the last of
// E there: the sum over E of w_u (l_m - l_u) is at most that in (1), so the potential of E
// alone is below the threshold at l_m, and all of E comes before its crossing t_E. With k any
// of E, t_E <= l_k + threshold / w_k < h_j for all others. All inequalities are strict, so
// the region of E has inner points near the corner. These are all regions: a neuron without
// negative synapses has one convex region for a set at most, and always fires.
class CornerRegions {
 public:
  CornerRegions(Explorer& explorer, const SpikeForms& forms, std::size_t index);
  // Whether the cell is such a box.
  bool apply();
  bool explore();

 private:
  friend class CornerLeaf;
  using Events = SpikeForms::Events;

  bool find_box();
  bool find_ranges();
  Point inner_point(const Events& members) const;
  bool visit(const Events& members);
  // Delivers the regions of a range of sets, as bits.
  bool tell(std::uint64_t first, std::uint64_t end);
  Decision decision(const Events& members) const;

  Explorer& explorer_;
  const SpikeForms& forms_;
  std::size_t index_;
  bool is_last_ = true;  // no step after this one decides anything
  Point low_, high_;     // of the box
  struct Range {
    std::size_t coordinate = 0;
    bool grows = true;  // T_u with the coordinate
    bool varies = false;
    Rational low, high;
  };
  std::vector<Range> ranges_;
};

}  // namespace polyspike
