// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "emulate/emulation.hpp"
#include "emulate/relu_chain.hpp"
#include "emulate/spiking_builder.hpp"

// The constructions from ReLU to spiking networks, one file each. In what they promise L
// is the number of maps of the chain, n_0 .. n_L are its widths, d the largest of n_0 ..
// n_(L-1) and N(Psi) = n_0 + ... + n_L.
namespace polyspike {

struct SpikingEmulation {
  SpikingNetwork network;
  NetworkSize bound;
};

// Affine neurons, their negatives, then ReLU units, with a relay in each layer:
// N = N(Psi) + L (2 d + 3) - (2 d + 2), depth 3 L - 2 (theory: T4, the paper's size).
SpikingEmulation emulate_paper(const BoundedChain& source);
// Layer l < L holds n_l leaky neurons, min (n_l, n_(l+1)) carriers of the affine parts
// and a relay; the last one no relay. Depth L. With `shared` fewer carriers where partners
// and scales allow it (shared_carriers.hpp): 2 n_l neurons or less, and long numbers.
SpikingEmulation emulate_layered(const BoundedChain& source, bool shared);
// Two leaky neurons per ReLU neuron whose difference is a multiple of max(0, z), and a
// relay: at most 2 n_l + 1 neurons in layer l, depth L, weights that do not grow with L.
SpikingEmulation emulate_twin(const BoundedChain& source);
// One leaky neuron per ReLU neuron, skip connections and one reference:
// N = N(Psi) + 1, depth L.
SpikingEmulation emulate_compact(const BoundedChain& source, bool single_synapses);
// Finite responses: one neuron per ReLU neuron and a relay in each layer,
// N <= N(Psi) + 2 L, depth L.
SpikingEmulation emulate_window(const BoundedChain& source);

// "name_layer.index", counted from 1.
std::string node_name(std::string_view kind, std::size_t layer, std::size_t index);
// The terms of one row of a map over nodes, zero weights left out.
std::vector<SpikingBuilder::Term> terms_of(std::span<const Rational> weights,
                                           std::span<const SpikingBuilder::Node> nodes);
// Adds the outputs: the last map of the chain applied to what the nodes carry.
std::vector<SpikingBuilder::Wanted> output_layer(
    const BoundedChain& source, std::span<const SpikingBuilder::Node> nodes);
std::vector<SpikingBuilder::Node> input_nodes(const BoundedChain& source);
// A neuron that repeats a node of value 0.
SpikingBuilder::Wanted relay(std::size_t layer);

}  // namespace polyspike
