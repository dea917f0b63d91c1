// SPDX-License-Identifier: GPL-3.0-or-later
#include "emulate/relu_chain.hpp"

#include <optional>

namespace polyspike {

namespace {

AffineMap identity_map(std::size_t n) {
  AffineMap map{std::vector<std::vector<Rational>>(n, std::vector<Rational>(n)),
                std::vector<Rational>(n)};
  for (std::size_t i = 0; i < n; ++i) map.weights[i][i] = 1;
  return map;
}

}  // namespace

std::size_t ReluChain::neurons() const {
  std::size_t n = inputs();
  for (const AffineMap& map : maps) n += map.outputs();
  return n;
}

AffineMap compose(const AffineMap& after, const AffineMap& before) {
  AffineMap map{{}, after.biases};
  for (std::size_t o = 0; o < after.outputs(); ++o) {
    std::vector<Rational> row(before.inputs());
    for (std::size_t k = 0; k < before.outputs(); ++k) {
      const Rational& weight = after.weights[o][k];
      if (weight.is_zero()) continue;
      map.biases[o].add_product(weight, before.biases[k]);
      for (std::size_t i = 0; i < row.size(); ++i)
        row[i].add_product(weight, before.weights[k][i]);
    }
    map.weights.push_back(std::move(row));
  }
  return map;
}

std::variant<ReluChain, Refusal> relu_chain(const LayeredNetwork& network) {
  ReluChain chain;
  std::optional<AffineMap> pending;
  for (const Layer& layer : network.layers) {
    AffineMap map = pending ? compose(layer.map, *pending) : layer.map;
    pending.reset();
    if (layer.activation == "relu") {
      chain.maps.push_back(std::move(map));
    } else if (layer.activation == "identity") {
      pending = std::move(map);
    } else {
      return Refusal{"a layer has activation " + layer.activation +
                     ", expected relu or identity"};
    }
  }
  const std::size_t outputs = network.outputs();
  chain.maps.push_back(pending ? std::move(*pending) : identity_map(outputs));
  return chain;
}

std::variant<BoundedChain, Refusal> bounded_chain(const Network& network) {
  if (!network.domain) return Refusal{"the network has no domain"};
  const auto box = box_of(*network.domain);
  if (!box) return Refusal{"the domain has no bounding box among its half-spaces"};
  auto chain = relu_chain(network.layered());
  if (const auto* refusal = std::get_if<Refusal>(&chain)) return *refusal;
  BoundedChain result{std::move(std::get<ReluChain>(chain)), grid_for(*box), {}, {}};
  result.inputs = ranges_of(result.grid, *box);
  if (network.encoder)
    result.inputs = ranges_through(*network.encoder, result.inputs, result.grid);
  std::vector<GridRange> values = result.inputs;
  for (const AffineMap& map : result.chain.maps) {
    result.preactivations.push_back(ranges_through(map, values, result.grid));
    values.clear();
    for (const GridRange& z : result.preactivations.back())
      values.push_back(positive_part(z));
  }
  return result;
}

}  // namespace polyspike
