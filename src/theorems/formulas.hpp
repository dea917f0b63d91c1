// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "polyspike/rational.hpp"

// What the theorems say, as numbers: nothing here knows a network or an engine.
namespace polyspike::formulas {

// 2^n - 1, the linear regions of a neuron with n positive weights on all of R^n.
std::uint64_t positive_regions(unsigned n);
// (2^d - 1) (k + 1) + 1: d positive inputs and references that fire at k distinct times
// before they alone make the neuron fire; 2^d - 1 without references.
std::uint64_t positive_regions(unsigned d, unsigned k, bool has_references);
// #{E : W_E > 0}, the regions of a neuron with these weights.
std::uint64_t causal_regions(std::span<const Rational> weights);
// Whether the neuron is silent on an open set: the sum of all weights is <= 0.
bool has_never_region(std::span<const Rational> weights);
// Whether its firing time is finite and continuous everywhere: the least positive weight
// exceeds the sum of the sizes of the negative ones.
bool is_continuous(std::span<const Rational> weights);
// (2^p - 1) 2^q, the regions of a continuous neuron with p positive, q negative weights.
std::uint64_t continuous_regions(unsigned p, unsigned q);
// Whether a positive neuron with responses of finite length fires as with infinite ones:
// the window is at least threshold / least weight.
bool window_is_linear(std::span<const Rational> weights, const Rational& threshold,
                      const Rational& window);
// (m + 1)^d - m^d, the joint causal patterns of m neurons that share d positive weights
// and have distinct thresholds.
std::uint64_t shared_weights_cells(unsigned m, unsigned d);
// d (2^(d-1) - 1), the borders of the regions of a neuron with d positive weights.
std::uint64_t borders(unsigned d);
// product of m - 1, the regions of a folding network.
std::uint64_t folded_regions(std::span<const unsigned> folds);

struct Size {
  std::uint64_t neurons = 0, layers = 0;
};
// N(Psi) of a ReLU network of these widths, inputs first, outputs last; L = widths - 1.
Size relu_size(std::span<const std::uint64_t> widths);
// The sizes of spiking networks that emulate it. Widths n_0 .. n_L.
// paper: N(Psi) + L (2d + 3) - (2d + 2) and 3 L - 2, d = n_0 = ... = n_(L-1).
Size paper_size(std::span<const std::uint64_t> widths);
// One layer for a hidden layer: n_l leaky neurons, min (n_l, n_(l+1)) carriers, a relay
// that the last hidden layer saves where the carriers do its work.
Size layered_size(std::span<const std::uint64_t> widths);
// The same with r carriers less in a layer of n before the last hidden one, all of width
// n: r^2 <= n behind the inputs, 2 r^2 <= n later, r <= 3.
Size shared_size(std::span<const std::uint64_t> widths);
// 2 n_l + 1 in hidden layer l.
Size twin_size(std::span<const std::uint64_t> widths);
// N(Psi) + 1.
Size compact_size(std::span<const std::uint64_t> widths);
// n_l + 1 in each layer before the outputs.
Size window_size(std::span<const std::uint64_t> widths);

// ReLU networks for a neuron with d positive weights: 3 * 2^d - 4 hidden neurons in d
// layers by a tree of minima, d + 1 layers in all (d >= 2).
Size min_tree_size(unsigned d);
// 2^(d+1) - 3 where bounds of the inputs are known.
Size min_tree_size_on_box(unsigned d);
// p positive and q negative weights: depth p + q + 1, one less for p = 1.
std::uint64_t min_max_depth(unsigned p, unsigned q);
// ceil (log2 n) + 1, by chains, n positive synapses; the literature's is the same for
// n = d + 1, d inputs and a reference.
std::uint64_t chains_depth(unsigned n);
std::uint64_t literature_depth(unsigned d);
// ceil (log2 n), n >= 1.
std::uint64_t ceil_log2(std::uint64_t n);

}  // namespace polyspike::formulas
