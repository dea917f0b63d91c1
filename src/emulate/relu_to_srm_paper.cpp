// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "emulate/relu_to_srm.hpp"

namespace polyspike {

namespace {

using Node = SpikingBuilder::Node;
using Wanted = SpikingBuilder::Wanted;

// The nodes of a strict layer: what it computes and the relay.
struct StrictLayer {
  std::vector<Node> nodes;
  Node relay;
};

StrictLayer add_with_relay(SpikingBuilder& builder, std::vector<Wanted> wanted,
                           Node previous_relay, std::size_t layer) {
  wanted.push_back(relay(layer));
  std::vector<Node> nodes = builder.add_layer(std::move(wanted), previous_relay);
  const Node last = nodes.back();
  nodes.pop_back();
  return {std::move(nodes), last};
}

std::vector<Wanted> affine_parts(const BoundedChain& source, std::size_t l,
                                 const StrictLayer& previous) {
  const AffineMap& map = source.chain.maps[l];
  std::vector<Wanted> wanted;
  for (std::size_t i = 0; i < map.outputs(); ++i)
    wanted.push_back({node_name("a", 3 * l, i), terms_of(map.weights[i], previous.nodes),
                      map.biases[i], source.preactivations[l][i]});
  return wanted;
}

std::vector<Wanted> negatives(const BoundedChain& source, std::size_t l,
                              const StrictLayer& previous) {
  std::vector<Wanted> wanted;
  for (std::size_t i = 0; i < previous.nodes.size(); ++i) {
    GridRange range;
    range.add_product(-1, source.preactivations[l][i]);
    wanted.push_back(
        {node_name("m", 3 * l + 1, i), {{previous.nodes[i], -1}}, 0, std::move(range)});
  }
  return wanted;
}

// From the relay at 0 with partner -z: 0 + max(0, 0 - (-z)).
std::vector<Wanted> units(const BoundedChain& source, std::size_t l,
                          const StrictLayer& previous) {
  std::vector<Wanted> wanted;
  for (std::size_t i = 0; i < previous.nodes.size(); ++i)
    wanted.push_back({node_name("h", 3 * l + 2, i),
                      {},
                      0,
                      source.preactivations[l][i],
                      SpikingBuilder::Term{previous.nodes[i], Rational(-1, 2)}});
  return wanted;
}

}  // namespace

SpikingEmulation emulate_paper(const BoundedChain& source) {
  SpikingBuilder builder(source.grid, source.inputs);
  StrictLayer layer{input_nodes(source), builder.reference()};
  for (std::size_t l = 0; l < source.chain.hidden_layers(); ++l) {
    layer = add_with_relay(builder, affine_parts(source, l, layer), layer.relay, 3 * l);
    layer = add_with_relay(builder, negatives(source, l, layer), layer.relay, 3 * l + 1);
    layer = add_with_relay(builder, units(source, l, layer), layer.relay, 3 * l + 2);
  }
  const auto outputs = builder.add_layer(output_layer(source, layer.nodes), layer.relay);
  std::size_t width = source.chain.inputs();
  for (std::size_t l = 0; l < source.chain.hidden_layers(); ++l)
    width = std::max(width, source.chain.maps[l].outputs());
  const std::size_t depth = source.chain.maps.size();
  return {std::move(builder).finish(outputs),
          {source.chain.neurons() + depth * (2 * width + 3) - (2 * width + 2),
           3 * depth - 2}};
}

}  // namespace polyspike
