// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "emulate/node_forms.hpp"
#include "emulate/relu_to_srm.hpp"

namespace polyspike {

namespace {

using Node = SpikingBuilder::Node;
using Term = SpikingBuilder::Term;
using Wanted = SpikingBuilder::Wanted;

// Strict layers. A leaky neuron has the value z / s + max(0, z / s), so that
// max(0, z) = s * value - z: carriers bring the affine part to the next layer, one per
// neuron (z itself) or one per row of the next map, whichever are fewer.
class Layered {
 public:
  Layered(const BoundedChain& source, std::size_t words)
      : source_(source),
        algebra_(words),
        builder_(source.grid, source.inputs),
        zero_(builder_.reference()) {}

  // Nothing if an entry outgrew its slot.
  std::optional<SpikingNetwork> build() {
    const auto& maps = source_.chain.maps;
    z_ = algebra_.through(maps[0], algebra_.values(input_nodes(source_)));
    for (std::size_t l = 0; l < source_.chain.hidden_layers(); ++l) {
      if (algebra_.overflowed()) return std::nullopt;
      add_hidden_layer(l);
    }
    if (algebra_.overflowed()) return std::nullopt;
    std::vector<Wanted> wanted;
    for (std::size_t o = 0; o < z_.size(); ++o)
      wanted.push_back({node_name("y", maps.size() - 1, o), algebra_.terms(z_, o),
                        z_.constants[o], source_.preactivations.back()[o]});
    const auto outputs = builder_.add_layer(std::move(wanted), zero_);
    return std::move(builder_).finish(outputs);
  }

 private:
  void add_hidden_layer(std::size_t l);
  std::vector<Wanted> leaky_neurons(std::size_t l, const Rational& s) const;
  void add_carriers_of_neurons(std::size_t l, std::vector<Wanted> layer);
  void add_carriers_of_rows(std::size_t l, std::vector<Wanted> layer, const Rational& s,
                            bool needs_relay);
  Rational scale_of_last(const AffineMap& outputs) const;

  const BoundedChain& source_;
  NodeAlgebra algebra_;
  SpikingBuilder builder_;
  Node zero_;
  NodeForms z_;  // the rows of the next map over the last layer's nodes
};

// In front of the outputs the carriers take the place of the relay: the weights of row o
// leave 1 - s * (sum of the row) for carrier o, which must not be zero.
Rational Layered::scale_of_last(const AffineMap& outputs) const {
  for (Rational s = 1;; s *= Rational(2)) {
    const auto is_one = [&](const std::vector<Rational>& row) {
      Rational sum;
      for (const Rational& weight : row) sum += weight;
      return sum * s == Rational(1);
    };
    if (std::none_of(outputs.weights.begin(), outputs.weights.end(), is_one)) return s;
  }
}

std::vector<Wanted> Layered::leaky_neurons(std::size_t l, const Rational& s) const {
  std::vector<Wanted> layer;
  for (std::size_t i = 0; i < z_.size(); ++i)
    layer.push_back({node_name("h", l, i), algebra_.terms(z_, i, s), z_.constants[i] / s,
                     source_.preactivations[l][i].times(Rational(1) / s),
                     Term{zero_, Rational(-1, 2)}});
  return layer;
}

void Layered::add_hidden_layer(std::size_t l) {
  const AffineMap& next = source_.chain.maps[l + 1];
  const bool is_last = l + 1 == source_.chain.hidden_layers();
  const bool by_rows = is_last ? next.outputs() <= z_.size() : next.outputs() < z_.size();
  const Rational s = is_last && by_rows ? scale_of_last(next) : Rational(1);
  std::vector<Wanted> layer = leaky_neurons(l, s);
  if (by_rows) {
    add_carriers_of_rows(l, std::move(layer), s, !is_last);
  } else {
    add_carriers_of_neurons(l, std::move(layer));
  }
}

// Carrier i has the value z_i; max(0, z_i) = value - carrier.
void Layered::add_carriers_of_neurons(std::size_t l, std::vector<Wanted> layer) {
  const std::size_t n = z_.size();
  for (std::size_t i = 0; i < n; ++i)
    layer.push_back({node_name("z", l, i), layer[i].terms, layer[i].constant,
                     source_.preactivations[l][i]});
  layer.push_back(relay(l));
  const auto nodes = builder_.add_layer(std::move(layer), zero_);
  NodeForms activations;
  for (std::size_t i = 0; i < n; ++i) {
    algebra_.sum().add(1, static_cast<std::uint32_t>(nodes[i]));
    algebra_.sum().add(-1, static_cast<std::uint32_t>(nodes[n + i]));
    activations.rows.push_back(algebra_.sum().take());
  }
  activations.constants.resize(n);
  z_ = algebra_.through(source_.chain.maps[l + 1], activations);
  zero_ = nodes.back();
}

// Row k of the next map is sum of s * weight * value + bias + w_k * carrier k, with
// w_k * carrier = - sum of weight * z, and w_k = 1 if there is a relay, else what the row
// leaves of a sum of 1.
void Layered::add_carriers_of_rows(std::size_t l, std::vector<Wanted> layer,
                                   const Rational& s, bool needs_relay) {
  const AffineMap& next = source_.chain.maps[l + 1];
  const std::size_t n = z_.size();
  const NodeForms sums =
      algebra_.through({next.weights, std::vector<Rational>(next.outputs())}, z_);
  std::vector<Rational> shares(next.outputs(), 1);
  for (std::size_t k = 0; k < next.outputs(); ++k) {
    GridRange range;
    for (std::size_t i = 0; i < n; ++i) {
      if (!needs_relay) shares[k] -= s * next.weights[k][i];
      range.add(source_.preactivations[l][i].times(next.weights[k][i]));
    }
    const Rational divisor = -shares[k];
    layer.push_back({node_name("z", l, k), algebra_.terms(sums, k, divisor),
                     sums.constants[k] / divisor, range.times(Rational(1) / divisor)});
  }
  if (needs_relay) layer.push_back(relay(l));
  const auto nodes = builder_.add_layer(std::move(layer), zero_);
  std::vector<Node> sources(nodes.begin(), nodes.begin() + n);
  AffineMap map{next.weights, next.biases};
  for (std::size_t k = 0; k < next.outputs(); ++k) {
    for (Rational& weight : map.weights[k]) weight *= s;
    for (std::size_t c = 0; c < next.outputs(); ++c)
      map.weights[k].push_back(c == k ? shares[k] : Rational());
    sources.push_back(nodes[n + k]);
  }
  z_ = algebra_.through(map, algebra_.values(sources));
  if (needs_relay) zero_ = nodes.back();
}

NetworkSize bound(const ReluChain& chain) {
  const auto& maps = chain.maps;
  std::size_t neurons = chain.neurons() + 1;
  for (std::size_t l = 0; l + 1 < maps.size(); ++l) {
    const std::size_t width = maps[l].outputs(), next = maps[l + 1].outputs();
    neurons +=
        l + 2 < maps.size() ? std::min(width, next) + 1 : std::min(width + 1, next);
  }
  return {neurons, maps.size()};
}

}  // namespace

SpikingEmulation emulate_layered(const BoundedChain& source) {
  for (std::size_t words = 1;; words *= 2)
    if (auto network = Layered(source, words).build())
      return {std::move(*network), bound(source.chain)};
}

}  // namespace polyspike
