// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "network/trace.hpp"
#include "report/page_data.hpp"

namespace polyspike {

namespace {

constexpr std::size_t most_terms = 1'000'000;

std::size_t terms(const Step& step) {
  if (const auto* affine = std::get_if<AffineStep>(&step)) return affine->value.terms.size();
  if (const auto* spike = std::get_if<SpikeStep>(&step)) return spike->events.size();
  const auto& branch = std::get<BranchStep>(step);
  return branch.positive.terms.size() + branch.otherwise.terms.size();
}

void write_combination(JsonWriter& out, std::string_view key, const Combination& value) {
  std::string coefficients = value.constant.str();
  std::vector<std::uint64_t> sources;
  for (const auto& [source, coefficient] : value.terms) {
    coefficients.append(1, ' ').append(coefficient.str());
    sources.push_back(source);
  }
  out.object(key);
  out.value("c", coefficients);
  out.value("r", sources);
  out.end();
}

// "h3", with the number of the synapse where the source has several, and that of the
// response's breakpoint where it has several.
std::string event_name(const SpikingNetwork& network, const SpikingNeuron& neuron,
                       const SpikeStep& step, std::size_t k) {
  const std::uint32_t synapse = step.events[k].synapse;
  const std::size_t place = step.synapse_names[synapse];
  const Source& from = neuron.synapses[place].from;
  std::string name = source_name(network, from);
  const auto same_source =
      std::count_if(neuron.synapses.begin(), neuron.synapses.end(),
                    [&](const Synapse& other) { return other.from == from; });
  if (same_source > 1) name.append("#").append(std::to_string(place + 1));
  std::size_t number = 0, all = 0;
  for (std::size_t i = 0; i < step.events.size(); ++i) {
    if (step.events[i].synapse != synapse) continue;
    ++all;
    number += i <= k;
  }
  if (all > 1) name.append(".").append(std::to_string(number));
  return name;
}

void write_spike(JsonWriter& out, const SpikingNetwork& network, const SpikingNeuron& neuron,
                 const SpikeStep& step) {
  out.value("kind", "spike");
  out.value("threshold", step.threshold);
  out.value("rise", step.threshold_slope);
  out.value("arrivals",
            std::vector<std::uint64_t>(step.arrivals.begin(), step.arrivals.end()));
  out.array("events");
  for (std::size_t k = 0; k < step.events.size(); ++k) {
    const auto& event = step.events[k];
    out.array();
    out.value(std::uint64_t{event.synapse});
    out.value(event.offset.str() + ' ' + event.slope.str() + ' ' + event.jump.str());
    out.value(event_name(network, neuron, step, k));
    out.end();
  }
  out.end();
}

}  // namespace

bool fits_page(const Program& program) {
  std::size_t all = 0;
  for (const Step& step : program.steps) all += terms(step);
  return all <= most_terms;
}

void write_page_program(JsonWriter& out, const Report& report) {
  const Program& program = report.program;
  out.object("program");
  out.value("inputs", std::uint64_t{program.inputs});
  out.value("outputs",
            std::vector<std::uint64_t>(program.outputs.begin(), program.outputs.end()));
  out.array("neurons");
  for (const Neuron& neuron : program.neurons) {
    out.object();
    out.value("name", neuron.name);
    out.value("step", std::uint64_t{neuron.step});
    out.end();
  }
  out.end();
  out.array("steps");
  std::size_t neuron = 0;
  for (const Step& step : program.steps) {
    out.object();
    if (const auto* affine = std::get_if<AffineStep>(&step)) {
      out.value("kind", "affine");
      write_combination(out, "value", affine->value);
    } else if (const auto* branch = std::get_if<BranchStep>(&step)) {
      out.value("kind", "branch");
      out.value("condition", std::uint64_t{branch->condition});
      write_combination(out, "positive", branch->positive);
      write_combination(out, "otherwise", branch->otherwise);
    } else {
      const SpikingNetwork& network = report.network.spiking();
      write_spike(out, network, network.neurons[neuron++], std::get<SpikeStep>(step));
    }
    out.end();
  }
  out.end();
  out.end();
}

}  // namespace polyspike
