// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "polyspike/network.hpp"

namespace polyspike {

// How a leaky neuron of a strict layer bends: its value is p + max(0, z / s) with the
// affine part p = (the partner's value) + z / s, s > 0.
struct SharedBend {
  enum class Partner { reference, node, carrier };
  Partner partner = Partner::reference;
  std::size_t index = 0;  // of the node of the layer before, or of that one's carrier
  Rational scale = 1;
};

// max(0, z) = s (value - p), so the next layer needs the affine parts; it needs carriers
// for as many only as are independent up to constants.
struct CarrierPlan {
  std::vector<SharedBend> bends;
  std::vector<std::size_t> carried;  // neurons whose affine part has a carrier
  AffineMap parts;                   // all affine parts from the carried ones
};

// What a layer's rows z = map (h) are over: the inputs, or h = max(0, z') of the layer
// before with values p' + h / scale.
struct CarrierSources {
  bool are_inputs = false;
  std::vector<Rational> scales;     // inputs: 1
  std::vector<bool> have_carriers;  // whether a carrier has the value p'
};

// Chooses partners and scales such that few carriers are enough. With mu_i the row of the
// map's inverse for source i, sets Y_k, C_k of neurons with partners node i_k and its
// carrier, k = 1..r, and scales with
//   sum of s_m mu_(i_j, m) over Y_k = -[j = k], over C_k = [j = k],  all s_m > 0,
// give r dependencies among the affine parts: sum over m of s_m mu_(i_k, m) p_m is
// constant for each k. So 2 n + 1 - r neurons carry a layer of n; generic maps allow
// 2 r^2 <= n (r^2 <= n for inputs) as far as signs permit. Scales of 1 and the reference
// where nothing is found.
CarrierPlan plan_carriers(const AffineMap& map, const CarrierSources& sources);

}  // namespace polyspike
