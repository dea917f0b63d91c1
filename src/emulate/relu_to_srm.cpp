// SPDX-License-Identifier: GPL-3.0-or-later
#include "emulate/relu_to_srm.hpp"

#include <numeric>

namespace polyspike {

std::string node_name(std::string_view kind, std::size_t layer, std::size_t index) {
  std::string name(kind);
  name.append(std::to_string(layer + 1));
  name.append(1, '.');
  return name.append(std::to_string(index + 1));
}

std::vector<SpikingBuilder::Term> terms_of(std::span<const Rational> weights,
                                           std::span<const SpikingBuilder::Node> nodes) {
  std::vector<SpikingBuilder::Term> terms;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (!weights[i].is_zero()) terms.push_back({nodes[i], weights[i]});
  return terms;
}

std::vector<SpikingBuilder::Wanted> output_layer(
    const BoundedChain& source, std::span<const SpikingBuilder::Node> nodes) {
  const AffineMap& map = source.chain.maps.back();
  std::vector<SpikingBuilder::Wanted> outputs;
  for (std::size_t o = 0; o < map.outputs(); ++o)
    outputs.push_back({node_name("y", source.chain.hidden_layers(), o),
                       terms_of(map.weights[o], nodes), map.biases[o],
                       source.preactivations.back()[o]});
  return outputs;
}

std::vector<SpikingBuilder::Node> input_nodes(const BoundedChain& source) {
  std::vector<SpikingBuilder::Node> nodes(source.chain.inputs());
  std::iota(nodes.begin(), nodes.end(), SpikingBuilder::Node{0});
  return nodes;
}

SpikingBuilder::Wanted relay(std::size_t layer) {
  return {node_name("c", layer, 0), {}, 0, {}};
}

}  // namespace polyspike
