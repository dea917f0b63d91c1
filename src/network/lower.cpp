// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/lower.hpp"

#include <stdexcept>

#include "neuron/emit.hpp"
#include "neuron/model.hpp"

namespace polyspike {

namespace {

// Row `o` of the map over the registers `inputs`.
Combination row(const AffineMap& map, std::size_t o,
                const std::vector<Register>& inputs) {
  Combination result{map.biases[o], {}};
  const auto& weights = map.weights[o];
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (!weights[i].is_zero()) result.terms.push_back({inputs[i], weights[i]});
  return result;
}

std::vector<Register> domain_registers(const Network& network) {
  std::vector<Register> registers(network.inputs());
  for (std::size_t i = 0; i < registers.size(); ++i)
    registers[i] = static_cast<Register>(i);
  return registers;
}

// What each input of the body is, as a combination of the domain's coordinates.
std::vector<Combination> body_inputs(const Network& network) {
  const std::vector<Register> x = domain_registers(network);
  std::vector<Combination> inputs;
  for (std::size_t i = 0; i < network.body_inputs(); ++i)
    inputs.push_back(network.encoder ? row(*network.encoder, i, x)
                                     : Combination{0, {{x[i], 1}}});
  return inputs;
}

// "n2.3": the third neuron of the second layer.
std::string neuron_name(std::size_t layer, std::size_t neuron) {
  std::string name(1, 'n');
  name.append(std::to_string(layer + 1));
  name.append(1, '.');
  return name.append(std::to_string(neuron + 1));
}

void lower_layered(const Network& network, Program& program) {
  std::vector<Register> values = domain_registers(network);
  if (network.encoder) {
    values.clear();
    for (Combination& input : body_inputs(network))
      values.push_back(program.add(AffineStep{std::move(input)}));
  }
  for (std::size_t l = 0; l < network.layered().layers.size(); ++l) {
    const Layer& layer = network.layered().layers[l];
    const auto activation = find_activation(layer.activation);
    if (!activation)
      throw std::logic_error("lower: unknown activation " + layer.activation);
    std::vector<Register> next;
    for (std::size_t o = 0; o < layer.map.outputs(); ++o) {
      const Register z = program.add(AffineStep{row(layer.map, o, values)});
      next.push_back(
          activation->model->emit(program, z, activation->parameters, neuron_name(l, o)));
    }
    values = std::move(next);
  }
  program.outputs = std::move(values);
}

// The registers of a spiking network's nodes, filled in the order of the program.
struct Nodes {
  std::vector<Register> inputs, references, neurons;

  Register operator[](const Source& source) const {
    switch (source.kind) {
      case Source::Kind::input:
        return inputs.at(source.index);
      case Source::Kind::reference:
        return references.at(source.index);
      case Source::Kind::neuron:
        return neurons.at(source.index);
    }
    throw std::logic_error("lower: no such source");
  }
};

void lower_spiking(const Network& network, Program& program) {
  const SpikingNetwork& spiking = network.spiking();
  Nodes nodes;
  for (Combination& input : body_inputs(network)) {
    input.constant += spiking.input_time;
    nodes.inputs.push_back(program.add(AffineStep{std::move(input)}));
  }
  for (const Rational& time : spiking.references)
    nodes.references.push_back(program.add(AffineStep{{time, {}}}));
  std::vector<Arrival> arrivals;
  for (const SpikingNeuron& neuron : spiking.neurons) {
    arrivals.clear();
    for (const Synapse& synapse : neuron.synapses)
      arrivals.push_back({nodes[synapse.from], &synapse});
    nodes.neurons.push_back(
        emit_spike(program, spiking.response, arrivals, neuron.threshold, neuron.name));
  }
  for (const Source& output : spiking.outputs)
    program.outputs.push_back(
        program.add(AffineStep{{-spiking.output_time, {{nodes[output], 1}}}}));
}

// Moves the registers that a step of the second program computes behind the first one's.
struct Shift {
  std::size_t inputs;
  std::size_t by;

  void move(Register& r) const {
    if (r >= inputs) r += static_cast<Register>(by);
  }
  void move(Combination& combination) const {
    for (auto& term : combination.terms) move(term.source);
  }
  void operator()(AffineStep& step) const { move(step.value); }
  void operator()(BranchStep& step) const {
    move(step.condition);
    move(step.positive);
    move(step.otherwise);
  }
  void operator()(SpikeStep& step) const {
    for (Register& r : step.arrivals) move(r);
  }
};

}  // namespace

Program lower(const Network& network) {
  Program program;
  program.inputs = network.inputs();
  if (network.is_spiking()) {
    lower_spiking(network, program);
  } else {
    lower_layered(network, program);
  }
  return program;
}

Program product(const Program& a, const Program& b) {
  if (a.inputs != b.inputs)
    throw std::logic_error("product: the inputs differ in number");
  Program both = a;
  const Shift shift{a.inputs, a.steps.size()};
  for (Step step : b.steps) {
    std::visit(shift, step);
    both.steps.push_back(std::move(step));
  }
  for (Neuron neuron : b.neurons) {
    neuron.step += static_cast<std::uint32_t>(a.steps.size());
    both.neurons.push_back(std::move(neuron));
  }
  for (Register output : b.outputs) {
    shift.move(output);
    both.outputs.push_back(output);
  }
  return both;
}

}  // namespace polyspike
