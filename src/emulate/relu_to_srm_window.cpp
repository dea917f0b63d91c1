// SPDX-License-Identifier: GPL-3.0-or-later
#include "emulate/relu_to_srm.hpp"

namespace polyspike {

namespace {

using Node = SpikingBuilder::Node;
using Wanted = SpikingBuilder::Wanted;

// theory: T4 finite delta. A neuron that would fire at T + z is held back until T by an
// inhibitory spike of the relay, whose response ends there.
struct Attempt {
  SpikingNetwork network;
  Rational sufficient_window;
};

Attempt build(const BoundedChain& source, const Rational& window) {
  SpikingBuilder builder(source.grid, source.inputs, window);
  std::vector<Node> nodes = input_nodes(source);
  Node zero = builder.reference();
  for (std::size_t l = 0; l < source.chain.hidden_layers(); ++l) {
    const AffineMap& map = source.chain.maps[l];
    std::vector<Wanted> wanted;
    for (std::size_t i = 0; i < map.outputs(); ++i)
      wanted.push_back({node_name("h", l, i), terms_of(map.weights[i], nodes),
                        map.biases[i], source.preactivations[l][i],
                        SpikingBuilder::Term{zero, -1}});
    wanted.push_back(relay(l));
    nodes = builder.add_layer(std::move(wanted), zero);
    zero = nodes.back();
    nodes.pop_back();
  }
  const auto outputs = builder.add_layer(output_layer(source, nodes), zero);
  const Rational sufficient = builder.sufficient_window();
  return {std::move(builder).finish(outputs), sufficient};
}

}  // namespace

// What the window has to be does not depend on the one that is tried.
SpikingEmulation emulate_window(const BoundedChain& source) {
  const Rational sufficient = build(source, 1).sufficient_window;
  Rational window = 1;
  while (window < sufficient) window *= Rational(2);
  const std::size_t depth = source.chain.maps.size();
  return {build(source, window).network, {source.chain.neurons() + 2 * depth, depth}};
}

}  // namespace polyspike
