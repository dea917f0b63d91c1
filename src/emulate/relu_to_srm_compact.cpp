// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "emulate/node_forms.hpp"
#include "emulate/relu_to_srm.hpp"

namespace polyspike {

namespace {

using Node = SpikingBuilder::Node;
using Term = SpikingBuilder::Term;
using Wanted = SpikingBuilder::Wanted;

// Where a neuron bends: its value is v_p + z / s + max(0, z / s) for the partner p, so
// that max(0, z) = |s| (value - v_p) - z if s > 0 and |s| (value - v_p) + 2 z if s < 0.
struct Bend {
  Node partner;
  Rational s = 1;
  bool is_dropped = false;  // z is constant
};

class Compact {
 public:
  Compact(const BoundedChain& source, std::size_t words, bool single_synapses)
      : source_(source),
        single_synapses_(single_synapses),
        algebra_(words),
        builder_(source.grid, source.inputs) {}

  // Nothing if an entry outgrew its slot.
  std::optional<SpikingNetwork> build() {
    NodeForms values = algebra_.values(input_nodes(source_));
    for (std::size_t l = 0;; ++l) {
      const NodeForms z = algebra_.through(source_.chain.maps[l], values);
      if (algebra_.overflowed()) return std::nullopt;
      if (l == source_.chain.hidden_layers()) return output_layer(z, l);
      values = hidden_layer(z, l);
    }
  }

 private:
  NodeForms hidden_layer(const NodeForms& z, std::size_t l);
  SpikingNetwork output_layer(const NodeForms& z, std::size_t l);
  Bend choose_bend(const std::vector<Term>& z) const;
  NodeForms activations(const NodeForms& z, const std::vector<Bend>& bends,
                        const std::vector<Node>& nodes);

  const BoundedChain& source_;
  bool single_synapses_;
  NodeAlgebra algebra_;
  SpikingBuilder builder_;
};

// With z completed by the reference to weights of sum 0, any node of z with weight c can
// be the partner, s = -c: the other weights, divided by s, have sum 1. A large |s| keeps
// them small; the reference does not add to the range of the value.
Bend Compact::choose_bend(const std::vector<Term>& z) const {
  if (!single_synapses_) return {builder_.reference()};
  if (z.empty()) return {builder_.reference(), 1, true};
  Rational sum;
  const Term* largest = &z.front();
  for (const Term& term : z) {
    sum += term.weight;
    if (abs(term.weight) > abs(largest->weight)) largest = &term;
  }
  if (!sum.is_zero() && abs(sum) * Rational(4096) >= abs(largest->weight))
    return {builder_.reference(), sum};
  return {largest->node, -largest->weight};
}

NodeForms Compact::hidden_layer(const NodeForms& z, std::size_t l) {
  std::vector<Bend> bends;
  std::vector<Wanted> wanted;
  for (std::size_t i = 0; i < z.size(); ++i) {
    std::vector<Term> row = algebra_.terms(z, i);
    const Bend bend = choose_bend(row);
    bends.push_back(bend);
    if (bend.is_dropped) continue;
    std::erase_if(row, [&](const Term& t) { return t.node == bend.partner; });
    const Rational inverse = Rational(1) / bend.s;
    for (Term& term : row) term.weight *= inverse;
    wanted.push_back({node_name("h", l, i), std::move(row), z.constants[i] * inverse,
                      source_.preactivations[l][i].times(inverse),
                      Term{bend.partner, Rational(-1, 2)}});
  }
  std::vector<Node> nodes(z.size());
  const auto added = builder_.add_layer(std::move(wanted), builder_.reference());
  for (std::size_t i = 0, k = 0; i < nodes.size(); ++i)
    if (!bends[i].is_dropped) nodes[i] = added[k++];
  return activations(z, bends, nodes);
}

NodeForms Compact::activations(const NodeForms& z, const std::vector<Bend>& bends,
                               const std::vector<Node>& nodes) {
  Integer finer = 1;
  for (const Bend& bend : bends) include_denominator(finer, bend.s);
  NodeForms result{{}, z.denominator * finer, {}};
  for (std::size_t i = 0; i < z.size(); ++i) {
    const Bend& bend = bends[i];
    if (bend.is_dropped) {
      result.rows.emplace_back();
      result.constants.push_back(std::max(z.constants[i], Rational()));
      continue;
    }
    const long factor = bend.s.sign() > 0 ? -1 : 2;
    RowSum& sum = algebra_.sum();
    sum.add(finer * Integer(factor), z.rows[i]);
    const Integer weight = scaled(abs(bend.s), result.denominator);
    sum.add(weight, static_cast<std::uint32_t>(nodes[i]));
    if (bend.partner != builder_.reference())
      sum.add(-weight, static_cast<std::uint32_t>(bend.partner));
    result.rows.push_back(sum.take());
    result.constants.push_back(z.constants[i] * Rational(factor));
  }
  return result;
}

SpikingNetwork Compact::output_layer(const NodeForms& z, std::size_t l) {
  std::vector<Wanted> wanted;
  for (std::size_t o = 0; o < z.size(); ++o)
    wanted.push_back({node_name("y", l, o), algebra_.terms(z, o), z.constants[o],
                      source_.preactivations[l][o]});
  const auto outputs = builder_.add_layer(std::move(wanted), builder_.reference());
  return std::move(builder_).finish(outputs);
}

}  // namespace

SpikingEmulation emulate_compact(const BoundedChain& source, bool single_synapses) {
  for (std::size_t words = 1;; words *= 2)
    if (auto network = Compact(source, words, single_synapses).build())
      return {std::move(*network),
              {source.chain.neurons() + 1, source.chain.maps.size()}};
}

}  // namespace polyspike
