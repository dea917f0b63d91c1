// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle/model.hpp"

#include <stdexcept>

namespace polyspike::oracle {
namespace {

std::size_t add(Model& model, std::string name,
                std::variant<Affine, Relu, Spiking> rule) {
  model.nodes.push_back({std::move(name), std::move(rule)});
  return model.inputs + model.nodes.size() - 1;
}

using Nodes = std::vector<std::size_t>;

Affine row_of(const AffineMap& map, std::size_t output, const Nodes& from) {
  Affine affine{polyspike::oracle::from(map.biases[output]), {}};
  for (std::size_t i = 0; i < from.size(); ++i)
    affine.terms.push_back({from[i], polyspike::oracle::from(map.weights[output][i])});
  return affine;
}

Nodes encode(Model& model, const Network& network) {
  Nodes inputs;
  for (std::size_t i = 0; i < model.inputs; ++i) inputs.push_back(i);
  if (!network.encoder) return inputs;
  Nodes encoded;
  for (std::size_t o = 0; o < network.encoder->outputs(); ++o)
    encoded.push_back(add(model, "", row_of(*network.encoder, o, inputs)));
  return encoded;
}

void add_layers(Model& model, const LayeredNetwork& network, Nodes from) {
  for (const Layer& layer : network.layers) {
    Nodes to;
    for (std::size_t o = 0; o < layer.map.outputs(); ++o) {
      Affine z = row_of(layer.map, o, from);
      if (layer.activation == "relu")
        to.push_back(add(model, "", Relu{std::move(z)}));
      else if (layer.activation == "identity")
        to.push_back(add(model, "", std::move(z)));
      else
        throw std::logic_error("oracle: unknown activation " + layer.activation);
    }
    from = std::move(to);
  }
  model.outputs = from;
}

// The nodes that stand for the inputs, references and neurons of a spiking network.
struct Sources {
  Nodes inputs, references, neurons;
  std::size_t node(const Source& source) const {
    if (source.kind == Source::Kind::input) return inputs[source.index];
    if (source.kind == Source::Kind::reference) return references[source.index];
    return neurons[source.index];
  }
};

Spiking rule_of(const SpikingNeuron& neuron, const Response& response,
                const Sources& sources) {
  Spiking rule{from(neuron.threshold), {}, {}};
  for (const Synapse& synapse : neuron.synapses)
    rule.synapses.push_back(
        {sources.node(synapse.from), from(synapse.weight), from(synapse.delay)});
  for (const Breakpoint& b : response.breakpoints)
    rule.kernel.push_back({from(b.time), from(b.slope_change), from(b.jump)});
  return rule;
}

void add_neurons(Model& model, const SpikingNetwork& network, const Nodes& inputs) {
  Sources sources;
  for (std::size_t input : inputs)
    sources.inputs.push_back(
        add(model, "", Affine{from(network.input_time), {{input, Q(1)}}}));
  for (const Rational& time : network.references)
    sources.references.push_back(add(model, "", Affine{from(time), {}}));
  for (const SpikingNeuron& neuron : network.neurons)
    sources.neurons.push_back(
        add(model, neuron.name, rule_of(neuron, network.response, sources)));
  for (const Source& output : network.outputs)
    model.outputs.push_back(add(
        model, "", Affine{-from(network.output_time), {{sources.node(output), Q(1)}}}));
}

void shift(Affine& affine, std::size_t inputs, std::size_t by) {
  for (Term& term : affine.terms)
    if (term.node >= inputs) term.node += by;
}

void shift(Node& node, std::size_t inputs, std::size_t by) {
  if (auto* affine = std::get_if<Affine>(&node.rule)) shift(*affine, inputs, by);
  if (auto* relu = std::get_if<Relu>(&node.rule)) shift(relu->z, inputs, by);
  if (auto* spiking = std::get_if<Spiking>(&node.rule))
    for (Spiking::Synapse& synapse : spiking->synapses)
      if (synapse.node >= inputs) synapse.node += by;
}

}  // namespace

Model model_of(const Network& network) {
  Model model;
  model.inputs = network.inputs();
  const Nodes inputs = encode(model, network);
  if (network.is_spiking())
    add_neurons(model, network.spiking(), inputs);
  else
    add_layers(model, network.layered(), inputs);
  return model;
}

Model side_by_side(const Model& a, const Model& b) {
  Model both = a;
  for (Node node : b.nodes) {
    shift(node, a.inputs, a.nodes.size());
    both.nodes.push_back(std::move(node));
  }
  for (std::size_t output : b.outputs)
    both.outputs.push_back(output < a.inputs ? output : output + a.nodes.size());
  return both;
}

std::vector<Form> forms_of(const Domain& domain) {
  std::vector<Form> forms;
  for (const HalfSpace& half_space : domain.half_spaces)
    forms.emplace_back(from(half_space.form.constant), from(half_space.form.gradient));
  return forms;
}

}  // namespace polyspike::oracle
