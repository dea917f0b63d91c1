// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/wiring.hpp"

#include <algorithm>

namespace polyspike {

Signs signs_of(const SpikingNeuron& neuron) {
  Signs signs;
  for (const Synapse& synapse : neuron.synapses)
    if (!synapse.weight.is_zero())
      (synapse.weight.sign() > 0 ? signs.positive : signs.negative).push_back(&synapse);
  return signs;
}

bool is_as_linear(const Response& response, const SpikingNeuron& neuron) {
  if (response.is_linear()) return true;
  if (response.breakpoints.empty()) return false;
  const Rational& window = response.breakpoints.back().time;
  return response == Response::window(window) &&
         std::all_of(
             neuron.synapses.begin(), neuron.synapses.end(), [&](const Synapse& s) {
               return s.weight.is_zero() ||
                      (s.weight.sign() > 0 && s.weight * window >= neuron.threshold);
             });
}

std::vector<std::size_t> levels_of(const SpikingNetwork& network) {
  std::vector<std::size_t> levels;
  for (const SpikingNeuron& neuron : network.neurons) {
    std::size_t level = 0;
    for (const Synapse& s : neuron.synapses)
      if (s.from.kind == Source::Kind::neuron && !s.weight.is_zero())
        level = std::max(level, levels[s.from.index] + 1);
    levels.push_back(level);
  }
  return levels;
}

std::size_t depth_of(const std::vector<std::size_t>& levels) {
  return levels.empty() ? 0 : *std::max_element(levels.begin(), levels.end()) + 1;
}

bool is_needed_after(const SpikingNetwork& network,
                     const std::vector<std::size_t>& levels, const Source& source,
                     std::size_t level) {
  const auto& outputs = network.outputs;
  if (std::find(outputs.begin(), outputs.end(), source) != outputs.end()) return true;
  for (std::size_t n = 0; n < network.neurons.size(); ++n)
    if (levels[n] > level)
      for (const Synapse& s : network.neurons[n].synapses)
        if (s.from == source && !s.weight.is_zero()) return true;
  return false;
}

}  // namespace polyspike
