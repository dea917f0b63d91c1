// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/budget.hpp"
#include "polyspike/network.hpp"
#include "property/atom_forms.hpp"

// The normal forms of a network's outputs, neuron by neuron.
namespace polyspike {

// What a spiking neuron was proved to compute on the whole domain, from its own synapses
// and the ranges of what it listens to (theory, section 5). With z = t_E - a_p, where E
// are its synapses other than p and t_E is the time at which they alone make it fire:
enum class SpikingRole : std::uint8_t {
  affine,  // fires after all spikes arrived
  leaky,   // fires after all of E: a_p + z + k max(0, z), k = -w_p / (sum of all weights)
  window,  // a_p + window + max(0, z - window): held back until the response of p ends
  trees,   // min over sets of positive, max over sets of negative synapses, of t_E
};

struct SpikingEvidence {
  SpikingRole role = SpikingRole::affine;
  // Position of p among the neuron's synapses.
  std::optional<std::size_t> partner;
  // z is factor * pre-activation of this neuron of the layered network. Without one z is
  // constant or matches none.
  std::optional<HingeOrigin> relu;
  Rational factor;
};

struct NetworkForms {
  std::vector<AtomForm> outputs;
  std::vector<SpikingEvidence> evidence;  // one per neuron of a spiking network
  // Why there are no forms; empty if there are.
  std::string failure;
};

// What the inputs of a network's body are, encoder included, with their ranges.
struct BodyInputs {
  std::vector<AtomForm> forms;
  std::vector<GridRange> ranges;
};
BodyInputs body_inputs(const Network& network, const std::vector<GridRange>& coordinates,
                       AtomTable& table);

// Activations relu, identity and leaky_relu. The budget's reason is the failure where it ran
// out.
NetworkForms layered_forms(const LayeredNetwork& network, const BodyInputs& inputs,
                           AtomTable& table, Budget& budget);
// Which roles a spiking neuron is tried for first: the simplest, or trees over all its
// synapses, which is what a ReLU network made of comparisons looks like.
enum class Roles : std::uint8_t { simplest, widest_trees };
// Linear and finite responses.
NetworkForms spiking_forms(const SpikingNetwork& network, const BodyInputs& inputs,
                           Roles roles, AtomTable& table, Budget& budget);

}  // namespace polyspike
