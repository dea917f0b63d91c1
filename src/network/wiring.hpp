// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "polyspike/network.hpp"

// Who listens to whom in a spiking network.
namespace polyspike {

// The synapses of a neuron that are not of weight 0, by sign.
struct Signs {
  std::vector<const Synapse*> positive, negative;
};
Signs signs_of(const SpikingNeuron& neuron);

// Whether the neuron fires at the same time as with a linear response whatever arrives.
// With positive weights a window as long as threshold / weight of every synapse changes
// nothing: the first spike u alone makes the neuron fire by a_u + threshold / w_u.
bool is_as_linear(const Response& response, const SpikingNeuron& neuron);

// The level of each neuron: one more than the highest of the neurons it listens to, from
// 0.
std::vector<std::size_t> levels_of(const SpikingNetwork& network);
std::size_t depth_of(const std::vector<std::size_t>& levels);

// Whether a node is an output or heard by a neuron above the level.
bool is_needed_after(const SpikingNetwork& network,
                     const std::vector<std::size_t>& levels, const Source& source,
                     std::size_t level);

}  // namespace polyspike
