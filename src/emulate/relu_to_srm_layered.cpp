// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "emulate/node_forms.hpp"
#include "emulate/relu_to_srm.hpp"
#include "emulate/shared_carriers.hpp"

namespace polyspike {

namespace {

using Node = SpikingBuilder::Node;
using Term = SpikingBuilder::Term;
using Wanted = SpikingBuilder::Wanted;

// Strict layers. A leaky neuron has the value z / s + max(0, z / s), so that
// max(0, z) = s * value - z: carriers bring the affine part to the next layer, one per
// neuron (z itself) or one per row of the next map, whichever are fewer. With `shared` the
// bends are chosen such that fewer carriers than neurons are enough.
class Layered {
 public:
  Layered(const BoundedChain& source, std::size_t words, bool shared)
      : source_(source),
        shared_(shared),
        algebra_(words),
        builder_(source.grid, source.inputs),
        zero_(builder_.reference()) {}

  // Nothing if an entry outgrew its slot.
  std::optional<SpikingNetwork> build() {
    const auto& maps = source_.chain.maps;
    nodes_ = input_nodes(source_);
    sources_ = {true, std::vector<Rational>(nodes_.size(), 1), {}};
    z_ = algebra_.through(maps[0], algebra_.values(nodes_));
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
  void add_shared_carriers(std::size_t l);
  Node partner_of(const SharedBend& bend) const;
  std::vector<Wanted> shared_layer(std::size_t l, const CarrierPlan& plan) const;
  Rational scale_of_last(const AffineMap& outputs) const;

  const BoundedChain& source_;
  bool shared_;
  NodeAlgebra algebra_;
  SpikingBuilder builder_;
  Node zero_;
  NodeForms z_;  // the rows of the next map over the last layer's nodes
  // The last layer's leaky neurons, or the inputs, and their carriers where they have one.
  std::vector<Node> nodes_, carriers_;
  CarrierSources sources_;
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
  if (shared_ && !is_last && !by_rows) return add_shared_carriers(l);
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

Node Layered::partner_of(const SharedBend& bend) const {
  switch (bend.partner) {
    case SharedBend::Partner::node:
      return nodes_[bend.index];
    case SharedBend::Partner::carrier:
      return carriers_[bend.index];
    case SharedBend::Partner::reference:
      break;
  }
  return zero_;
}

// The leaky neurons, then the carriers that the plan wants.
std::vector<Wanted> Layered::shared_layer(std::size_t l, const CarrierPlan& plan) const {
  std::vector<Wanted> layer, carriers;
  for (std::size_t m = 0; m < z_.size(); ++m) {
    const SharedBend& bend = plan.bends[m];
    const Node partner = partner_of(bend);
    std::vector<Term> terms = algebra_.terms(z_, m, bend.scale);
    const auto own = std::find_if(terms.begin(), terms.end(),
                                  [&](const Term& t) { return t.node == partner; });
    if (partner != zero_ && own != terms.end()) own->weight += 1;
    if (partner != zero_ && own == terms.end()) terms.push_back({partner, 1});
    std::erase_if(terms, [](const Term& t) { return t.weight.is_zero(); });
    const GridRange range = source_.preactivations[l][m].times(Rational(1) / bend.scale);
    layer.push_back({node_name("h", l, m), std::move(terms), z_.constants[m] / bend.scale,
                     range, Term{partner, Rational(-1, 2)}});
  }
  for (const std::size_t m : plan.carried) {
    GridRange range = layer[m].range;
    range.add(builder_.range(layer[m].partner->node));
    layer.push_back(
        {node_name("z", l, m), layer[m].terms, layer[m].constant, std::move(range)});
  }
  layer.push_back(relay(l));
  return layer;
}

// max(0, z_m) = scale * (value - affine part).
void Layered::add_shared_carriers(std::size_t l) {
  const CarrierPlan plan = plan_carriers(source_.chain.maps[l], sources_);
  const std::size_t n = z_.size(), carried = plan.carried.size();
  const auto nodes = builder_.add_layer(shared_layer(l, plan), zero_);
  AffineMap hinges;
  sources_ = {false, {}, std::vector<bool>(n)};
  for (std::size_t m = 0; m < n; ++m) {
    const Rational& scale = plan.bends[m].scale;
    hinges.weights.emplace_back(n + carried);
    hinges.weights[m][m] = scale;
    for (std::size_t c = 0; c < carried; ++c)
      hinges.weights[m][n + c] = -scale * plan.parts.weights[m][c];
    hinges.biases.push_back(-scale * plan.parts.biases[m]);
    sources_.scales.push_back(scale);
  }
  nodes_.assign(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(n));
  carriers_.assign(n, zero_);
  for (std::size_t c = 0; c < carried; ++c) {
    sources_.have_carriers[plan.carried[c]] = true;
    carriers_[plan.carried[c]] = nodes[n + c];
  }
  const std::vector<Node> values(nodes.begin(), nodes.end() - 1);
  z_ = algebra_.through(source_.chain.maps[l + 1],
                        algebra_.through(hinges, algebra_.values(values)));
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
  sources_ = {false, std::vector<Rational>(n, 1), std::vector<bool>(n)};
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

SpikingEmulation emulate_layered(const BoundedChain& source, bool shared) {
  for (std::size_t words = 1;; words *= 2)
    if (auto network = Layered(source, words, shared).build())
      return {std::move(*network), bound(source.chain)};
}

}  // namespace polyspike
