// SPDX-License-Identifier: GPL-3.0-or-later
#include "emulate/spiking_builder.hpp"

#include <algorithm>
#include <cassert>

namespace polyspike {

SpikingBuilder::SpikingBuilder(Grid grid, const std::vector<GridRange>& inputs,
                               std::optional<Rational> window)
    : grid_(std::move(grid)), inputs_(inputs.size()), window_(std::move(window)) {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    nodes_.push_back({{Source::Kind::input, i}, 0, inputs[i]});
  nodes_.push_back({{Source::Kind::reference, 0}, 0, {}});
  layers_.push_back({0, std::nullopt});
  network_.inputs = inputs_;
  network_.references = {0};
  if (window_) network_.response = Response::window(*window_);
}

// Nodes of constant value 0 stay where they are.
Rational SpikingBuilder::upper_end(Node node) {
  const NodeState& state = nodes_[node];
  if (state.range.is_point() && state.range.low.is_zero()) return 0;
  LayerState& layer = layers_[state.layer];
  if (!layer.upper_end) {
    std::optional<Integer> highest;
    for (const NodeState& other : nodes_)
      if (other.layer == state.layer && (!other.range.is_point() || &other == &state) &&
          (!highest || *highest < other.range.high))
        highest = other.range.high;
    const Rational end = grid_.value(*highest);
    layer.upper_end = short_above(end);
  }
  return *layer.upper_end;
}

void SpikingBuilder::complete(Wanted& neuron, Node completion) const {
  Rational missing = 1;
  for (const Term& term : neuron.terms) missing -= term.weight;
  const auto own = std::find_if(neuron.terms.begin(), neuron.terms.end(),
                                [&](const Term& t) { return t.node == completion; });
  if (own != neuron.terms.end()) {
    own->weight += missing;
  } else {
    neuron.terms.push_back({completion, missing});
  }
  std::erase_if(neuron.terms, [](const Term& t) { return t.weight.is_zero(); });
}

// The time at which the layer's arrivals end at the latest, with delays >= 0.
Rational SpikingBuilder::arrivals_end(const std::vector<Wanted>& layer) {
  std::vector<bool> listened(nodes_.size());
  for (const Wanted& neuron : layer)
    for (const Term& term : neuron.terms) listened[term.node] = true;
  Rational end;
  for (Node m = 0; m < listened.size(); ++m)
    if (listened[m]) end = std::max(end, layers_[nodes_[m].layer].clock + upper_end(m));
  return end;
}

// The potential stays below the threshold while spikes arrive if the threshold exceeds
// the sum of positive weight * (latest arrival - earliest arrival of the synapse).
SpikingBuilder::Demand SpikingBuilder::demand(const Wanted& neuron) {
  Demand demand;
  std::vector<GridRange> arrivals;
  Integer denominator = 1;
  std::optional<Integer> latest;
  for (const Term& term : neuron.terms) {
    const Rational end = upper_end(term.node);
    demand.alignment.add_product(term.weight, end);
    include_denominator(denominator, term.weight);
    GridRange arrival = nodes_[term.node].range;
    arrival.add(range_of(grid_, -end));
    if (!latest || *latest < arrival.high) latest = arrival.high;
    if (arrivals.empty() || arrival.low < demand.lowest) demand.lowest = arrival.low;
    arrivals.push_back(std::move(arrival));
  }
  Integer rise;
  for (std::size_t k = 0; k < arrivals.size(); ++k)
    if (neuron.terms[k].weight.sign() > 0)
      rise.add_product(scaled(neuron.terms[k].weight, denominator),
                       *latest - arrivals[k].low);
  demand.after = ratio(rise, denominator * grid_.scale());
  demand.after -= demand.alignment + neuron.constant;
  return demand;
}

// No response may expire before the neuron fires, and the partner's must not come after z.
void SpikingBuilder::demand_window(const Wanted& neuron, const Demand& demand,
                                   const Rational& after) {
  const Rational longest = after + grid_.value(value_range(neuron).high - demand.lowest);
  sufficient_window_ = std::max(sufficient_window_, longest + Rational(1, 8));
  if (neuron.partner)
    sufficient_window_ =
        std::max(sufficient_window_, Rational(1, 8) - grid_.value(neuron.range.low));
}

GridRange SpikingBuilder::value_range(const Wanted& neuron) const {
  if (!neuron.partner) return neuron.range;
  if (window_) return positive_part(neuron.range);
  const Rational& weight = neuron.partner->weight;
  const GridRange bend =
      positive_part(neuron.range).times(-weight / (Rational(1) + weight));
  const GridRange& partner = nodes_[neuron.partner->node].range;
  GridRange range = bend;
  range.add(neuron.range);
  range.add(partner);
  if (partner.is_point()) return range;
  GridRange other = bend;
  for (const Term& term : neuron.terms)
    other.add(nodes_[term.node].range.times(term.weight));
  other.add(range_of(grid_, neuron.constant));
  range.intersect(other);
  return range;
}

SpikingNeuron SpikingBuilder::neuron(Wanted& wanted, const Demand& demand,
                                     const Rational& end, const Rational& clock) {
  SpikingNeuron result;
  result.name = std::move(wanted.name);
  result.threshold = clock - end + wanted.constant + demand.alignment;
  assert(result.threshold.sign() > 0);
  result.synapses.reserve(wanted.terms.size() + 1);
  for (Term& term : wanted.terms) {
    const NodeState& source = nodes_[term.node];
    Rational delay = end - upper_end(term.node) - layers_[source.layer].clock;
    assert(delay.sign() >= 0);
    result.synapses.push_back({source.source, std::move(term.weight), std::move(delay)});
  }
  if (wanted.partner) {
    const NodeState& source = nodes_[wanted.partner->node];
    Rational delay = clock - layers_[source.layer].clock;
    if (window_) delay -= *window_;
    assert(delay.sign() >= 0);
    result.synapses.push_back({source.source, wanted.partner->weight, std::move(delay)});
  }
  return result;
}

std::vector<SpikingBuilder::Node> SpikingBuilder::add_layer(std::vector<Wanted> layer,
                                                            Node completion) {
  for (Wanted& neuron : layer) complete(neuron, completion);
  Rational end = arrivals_end(layer);
  std::vector<Demand> demands;
  Rational after, partner_clock;
  for (const Wanted& neuron : layer) {
    demands.push_back(demand(neuron));
    after = std::max(after, demands.back().after);
    if (neuron.partner) {
      Rational earliest = layers_[nodes_[neuron.partner->node].layer].clock;
      if (window_) earliest += *window_;
      partner_clock = std::max(partner_clock, earliest);
    }
  }
  // Strictly above what is needed, and short.
  after = short_above(after) + Rational(1, 8);
  // Where the partner fires late the other delays grow with its own.
  end = std::max(end, partner_clock - after);
  const Rational clock = end + after;
  if (window_)
    for (std::size_t k = 0; k < layer.size(); ++k)
      demand_window(layer[k], demands[k], after);
  std::vector<Node> added;
  const std::size_t index = layers_.size();
  for (std::size_t k = 0; k < layer.size(); ++k) {
    GridRange range = value_range(layer[k]);
    network_.neurons.push_back(neuron(layer[k], demands[k], end, clock));
    added.push_back(nodes_.size());
    nodes_.push_back(
        {{Source::Kind::neuron, nodes_.size() - inputs_ - 1}, index, std::move(range)});
  }
  layers_.push_back({clock, std::nullopt});
  return added;
}

SpikingNetwork SpikingBuilder::finish(const std::vector<Node>& outputs) && {
  for (const Node node : outputs) network_.outputs.push_back(nodes_[node].source);
  network_.output_time = layers_.back().clock;
  return std::move(network_);
}

}  // namespace polyspike
