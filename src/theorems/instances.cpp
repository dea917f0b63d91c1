// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/instances.hpp"

#include <algorithm>

#include "formats/domain.hpp"

namespace polyspike::instances {

Synapse from_input(std::size_t i, const Rational& weight, const Rational& delay) {
  return {{Source::Kind::input, i}, weight, delay};
}

Synapse from_reference(std::size_t k, const Rational& weight, const Rational& delay) {
  return {{Source::Kind::reference, k}, weight, delay};
}

Synapse from_neuron(std::size_t n, const Rational& weight, const Rational& delay) {
  return {{Source::Kind::neuron, n}, weight, delay};
}

Domain cube(std::size_t d, const Rational& low, const Rational& high) {
  return box(std::vector<std::pair<Rational, Rational>>(d, {low, high}));
}

Network spiking(const Domain& domain, const std::vector<Rational>& references,
                std::vector<SpikingNeuron> neurons, const Rational& output_time) {
  SpikingNetwork network;
  network.inputs = domain.dimension;
  network.references = references;
  network.neurons = std::move(neurons);
  network.outputs = {{Source::Kind::neuron, network.neurons.size() - 1}};
  network.output_time = output_time;
  return {std::move(network), std::nullopt, domain};
}

// Region E: members at 0, negative ones a little earlier, the others late. W_E is at
// least 1 over the weights' common denominator, so t_E is at most that denominator times
// the threshold and the sum of sizes.
Network neuron(const Weights& weights) {
  Rational denominator = 1, size = 1;
  SpikingNeuron neuron{"v", 1, {}};
  for (std::size_t i = 0; i < weights.size(); ++i) {
    neuron.synapses.push_back(from_input(i, weights[i]));
    denominator = lcm(denominator, weights[i].denominator());
    size += abs(weights[i]);
  }
  return spiking(cube(weights.size(), 0, Rational(2) * denominator * size), {}, {neuron});
}

Network spiking_layers(std::mt19937& random, std::span<const std::uint64_t> widths,
                       const Weights& weights) {
  SpikingNetwork network;
  network.inputs = widths.front();
  std::size_t first = 0;  // neuron of the layer before
  for (std::size_t l = 1; l < widths.size(); ++l) {
    const std::size_t next = network.neurons.size();
    for (std::uint64_t n = 0; n < widths[l]; ++n) {
      SpikingNeuron neuron{text("v", network.neurons.size() + 1), 1, {}};
      for (std::uint64_t i = 0; i < widths[l - 1]; ++i) {
        const Rational& weight = weights[random() % weights.size()];
        neuron.synapses.push_back(l == 1 ? from_input(i, weight)
                                         : from_neuron(first + i, weight));
      }
      network.neurons.push_back(std::move(neuron));
    }
    first = next;
  }
  for (std::size_t n = first; n < network.neurons.size(); ++n)
    network.outputs.push_back({Source::Kind::neuron, n});
  return {std::move(network), std::nullopt, cube(widths.front(), -2, 2)};
}

Network relu_layers(std::mt19937& random, std::span<const std::uint64_t> widths) {
  const auto draw = [&] { return Rational(static_cast<int>(random() % 9) - 4, 2); };
  LayeredNetwork network;
  for (std::size_t l = 1; l < widths.size(); ++l) {
    AffineMap map;
    for (std::uint64_t o = 0; o < widths[l]; ++o) {
      map.weights.emplace_back();
      for (std::uint64_t i = 0; i < widths[l - 1]; ++i)
        map.weights.back().push_back(draw());
      map.biases.push_back(draw());
    }
    network.layers.push_back(
        {std::move(map), l + 1 < widths.size() ? "relu" : "identity"});
  }
  return {std::move(network), std::nullopt, cube(widths.front(), -1, 1)};
}

Network relu(const Rational& low, const Rational& high) {
  return {LayeredNetwork{{{{{{1}}, {0}}, "relu"}, {{{{1}}, {0}}, "identity"}}},
          std::nullopt, cube(1, low, high)};
}

Network relu_gadget(const Rational& b, bool strict) {
  const SpikingNeuron h{"h", b, {from_input(0, Rational(-1, 2)), from_reference(0, 1)}};
  if (!strict) {
    const SpikingNeuron y{
        "y", Rational(2) * b, {from_neuron(0, Rational(-1, 2)), from_reference(0, 1)}};
    return spiking(cube(1, -b, b), {0}, {h, y}, Rational(2) * b);
  }
  const SpikingNeuron relay{"c", b, {from_reference(0, 1)}};
  const SpikingNeuron y{"y", b, {from_neuron(0, Rational(-1, 2)), from_neuron(1, 1)}};
  return spiking(cube(1, -b, b), {0}, {h, relay, y}, Rational(2) * b);
}

std::string list(const Weights& weights) {
  std::string text;
  for (const Rational& w : weights) {
    if (!text.empty()) text += ", ";
    text += w.str();
  }
  return text;
}

std::string list(std::span<const std::uint64_t> numbers, const char* separator) {
  std::string text;
  for (const std::uint64_t n : numbers) {
    if (!text.empty()) text += separator;
    text += std::to_string(n);
  }
  return text;
}

}  // namespace polyspike::instances
