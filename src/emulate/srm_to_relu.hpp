// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <variant>

#include "emulate/emulation.hpp"

namespace polyspike {

struct ReluEmulation {
  LayeredNetwork network;
  NetworkSize bound;
};

// The firing time of a neuron whose smallest positive weight exceeds the sum of its
// negative ones is min over nonempty sets E+ of positive synapses of max over sets E- of
// negative ones of t_(E+ and E-): trees of comparisons. One neuron with d positive
// weights takes 3 * 2^d - 4 hidden neurons in d layers. Refused: other neurons, finite
// responses, neurons with more than 16 synapses. `only_positive` refuses negative
// weights.
std::variant<ReluEmulation, Refusal> emulate_by_trees(const Network& source,
                                                      bool only_positive,
                                                      bool only_on_domain);
// Why there are no such trees for the neuron.
std::optional<Refusal> refuse_trees(const SpikingNetwork& network,
                                    const SpikingNeuron& neuron, bool only_positive);

// One layer of neurons with n positive weights each, in depth ceil (log2 n) + 1: at most
// what the literature says is possible, ceil (log2 (d + 1)) + 1 for d inputs and a reference.
// More neurons than the trees. Refused: other networks, neurons with more than 6 synapses.
std::variant<ReluEmulation, Refusal> emulate_by_chains(const Network& source);

}  // namespace polyspike
