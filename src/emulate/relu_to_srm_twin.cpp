// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "emulate/relu_to_srm.hpp"

namespace polyspike {

namespace {

using Node = SpikingBuilder::Node;
using Wanted = SpikingBuilder::Wanted;

struct Twin {
  const char* name;
  Rational partner_weight;
};

// Values z + 3 max(0, z) and z + max(0, z): half their difference is max(0, z).
const std::array<Twin, 2>& twins() {
  static const std::array<Twin, 2> both{{{"s", Rational(-3, 4)}, {"h", Rational(-1, 2)}}};
  return both;
}

// The row over the twins of the previous layer, or over the inputs.
std::vector<SpikingBuilder::Term> twin_terms(std::span<const Rational> weights,
                                             std::span<const Node> nodes,
                                             bool is_twinned) {
  if (!is_twinned) return terms_of(weights, nodes);
  std::vector<SpikingBuilder::Term> terms;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i].is_zero()) continue;
    const Rational half = weights[i] / Rational(2);
    terms.push_back({nodes[2 * i], half});
    terms.push_back({nodes[2 * i + 1], -half});
  }
  return terms;
}

}  // namespace

SpikingEmulation emulate_twin(const BoundedChain& source) {
  SpikingBuilder builder(source.grid, source.inputs);
  std::vector<Node> nodes = input_nodes(source);
  Node zero = builder.reference();
  const auto& maps = source.chain.maps;
  std::size_t bound = source.chain.inputs() + 1;
  for (std::size_t l = 0; l + 1 < maps.size(); ++l) {
    std::vector<Wanted> wanted;
    for (std::size_t i = 0; i < maps[l].outputs(); ++i)
      for (const Twin& twin : twins())
        wanted.push_back({node_name(twin.name, l, i),
                          twin_terms(maps[l].weights[i], nodes, l > 0), maps[l].biases[i],
                          source.preactivations[l][i],
                          SpikingBuilder::Term{zero, twin.partner_weight}});
    wanted.push_back(relay(l));
    nodes = builder.add_layer(std::move(wanted), zero);
    zero = nodes.back();
    nodes.pop_back();
    bound += 2 * maps[l].outputs() + 1;
  }
  std::vector<Wanted> outputs = output_layer(source, nodes);
  for (std::size_t o = 0; o < outputs.size(); ++o)
    outputs[o].terms = twin_terms(maps.back().weights[o], nodes, maps.size() > 1);
  const auto last = builder.add_layer(std::move(outputs), zero);
  return {std::move(builder).finish(last), {bound + last.size(), maps.size()}};
}

}  // namespace polyspike
