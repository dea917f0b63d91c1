// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/trace.hpp"

#include <cassert>

namespace polyspike {

std::string source_name(const SpikingNetwork& network, const Source& source) {
  if (source.kind == Source::Kind::neuron) return network.neurons[source.index].name;
  std::string name(1, source.kind == Source::Kind::input ? 'x' : 'r');
  return name.append(std::to_string(source.index + 1));
}

namespace {

// The number of the event among those of its synapse, from 1.
std::size_t number_in_synapse(const SpikeStep& step, std::uint32_t event) {
  std::size_t number = 1;
  for (std::uint32_t k = 0; k < event; ++k)
    number += step.events[k].synapse == step.events[event].synapse;
  return number;
}

void trace_spike(const SpikingNetwork& network, const SpikingNeuron& neuron,
                 const SpikeStep& step, const Evaluation& evaluation,
                 NeuronTrace& trace) {
  std::vector<Value> arrivals;
  for (const Register r : step.arrivals) arrivals.push_back(evaluation.registers[r]);
  trace.threshold = step.threshold;
  trace.potential = potential_course(step, arrivals, trace.value);
  for (const std::uint32_t k : trace.decision.events) {
    const auto& event = step.events[k];
    const std::size_t synapse = step.synapse_names[event.synapse];
    trace.causal_set.push_back({source_name(network, neuron.synapses[synapse].from),
                                synapse + 1, number_in_synapse(step, k),
                                *arrivals[event.synapse] + event.offset});
  }
}

}  // namespace

std::vector<NeuronTrace> trace(const Network& network, const Program& program,
                               const Evaluation& evaluation) {
  assert(program.neurons.size() == evaluation.pattern.size());
  std::vector<NeuronTrace> traces;
  for (std::size_t k = 0; k < program.neurons.size(); ++k) {
    const Neuron& neuron = program.neurons[k];
    NeuronTrace trace;
    trace.name = neuron.name;
    trace.decision = evaluation.pattern[k];
    trace.value = evaluation.registers[program.inputs + neuron.step];
    const Step& step = program.steps[neuron.step];
    if (const auto* branch = std::get_if<BranchStep>(&step)) {
      trace.pre_activation = evaluation.registers[branch->condition];
    } else {
      const SpikingNetwork& spiking = network.spiking();
      trace_spike(spiking, spiking.neurons[k], std::get<SpikeStep>(step), evaluation,
                  trace);
    }
    traces.push_back(std::move(trace));
  }
  return traces;
}

}  // namespace polyspike
