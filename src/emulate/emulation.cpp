// SPDX-License-Identifier: GPL-3.0-or-later
#include "emulate/emulation.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "emulate/relu_to_srm.hpp"
#include "emulate/srm_to_relu.hpp"
#include "network/wiring.hpp"

namespace polyspike {

namespace {

constexpr std::array<std::pair<std::string_view, Construction>, 9> names{{
    {"paper", Construction::paper},
    {"layered", Construction::layered},
    {"shared", Construction::shared},
    {"twin", Construction::twin},
    {"compact", Construction::compact},
    {"window", Construction::window},
    {"min-tree", Construction::min_tree},
    {"min-max", Construction::min_max},
    {"chains", Construction::chains},
}};

class LengthOfNumbers {
 public:
  void add(const Rational& value) {
    length_.numerator_bits = std::max(length_.numerator_bits, value.numerator().bits());
    length_.denominator_bits =
        std::max(length_.denominator_bits, value.denominator().bits());
  }
  void add(const AffineMap& map) {
    for (const auto& row : map.weights)
      for (const Rational& weight : row) add(weight);
    for (const Rational& bias : map.biases) add(bias);
  }
  void add(const SpikingNetwork& network) {
    add(network.output_time);
    for (const Rational& time : network.references) add(time);
    for (const SpikingNeuron& neuron : network.neurons) {
      add(neuron.threshold);
      for (const Synapse& synapse : neuron.synapses) {
        add(synapse.weight);
        add(synapse.delay);
      }
    }
  }
  NumberLength length() const { return length_; }

 private:
  NumberLength length_;
};

Emulation assemble(const Network& source,
                   std::variant<LayeredNetwork, SpikingNetwork> body,
                   const NetworkSize& bound) {
  Emulation result{{std::move(body), source.encoder, source.domain}, {}, {}, bound, {}};
  result.size = size_of(result.network);
  result.source = size_of(source);
  result.numbers = number_length(result.network);
  return result;
}

SpikingEmulation to_spiking(const BoundedChain& source, Construction construction,
                            const EmulateOptions& options) {
  switch (construction) {
    case Construction::paper:
      return emulate_paper(source);
    case Construction::layered:
      return emulate_layered(source, false);
    case Construction::shared:
      return emulate_layered(source, true);
    case Construction::twin:
      return emulate_twin(source);
    case Construction::compact:
      return emulate_compact(source, options.single_synapses);
    case Construction::window:
      return emulate_window(source);
    case Construction::min_tree:
    case Construction::min_max:
    case Construction::chains:
      break;
  }
  throw std::logic_error("emulate: no such construction");
}

}  // namespace

std::optional<Construction> find_construction(std::string_view name) {
  for (const auto& [text, construction] : names)
    if (text == name) return construction;
  return std::nullopt;
}

std::string_view construction_name(Construction construction) {
  for (const auto& [text, named] : names)
    if (named == construction) return text;
  throw std::logic_error("construction_name: no such construction");
}

std::string construction_names() {
  std::string text;
  for (const auto& entry : names) {
    if (!text.empty()) text += ", ";
    text += entry.first;
  }
  return text;
}

bool starts_from_spiking(Construction construction) {
  return construction == Construction::min_tree || construction == Construction::min_max ||
         construction == Construction::chains;
}

NetworkSize size_of(const Network& network) {
  if (network.is_spiking()) {
    const SpikingNetwork& spiking = network.spiking();
    return {spiking.inputs + spiking.references.size() + spiking.neurons.size(),
            depth_of(levels_of(spiking))};
  }
  NetworkSize size{network.layered().inputs(), network.layered().layers.size()};
  for (const Layer& layer : network.layered().layers) size.neurons += layer.map.outputs();
  return size;
}

NumberLength number_length(const Network& network) {
  LengthOfNumbers length;
  if (network.is_spiking()) {
    length.add(network.spiking());
  } else {
    for (const Layer& layer : network.layered().layers) length.add(layer.map);
  }
  return length.length();
}

EmulationResult emulate(const Network& source, Construction construction,
                        const EmulateOptions& options) {
  const bool to_relu = starts_from_spiking(construction);
  if (to_relu != source.is_spiking())
    return Refusal{"construction " + std::string(construction_name(construction)) +
                   " starts from a " + (to_relu ? "spiking" : "ReLU") + " network"};
  if (to_relu) {
    auto result = construction == Construction::chains
                      ? emulate_by_chains(source)
                      : emulate_by_trees(source, construction == Construction::min_tree,
                                         options.only_on_domain);
    if (auto* refused = std::get_if<Refusal>(&result)) return std::move(*refused);
    auto& made = std::get<ReluEmulation>(result);
    return assemble(source, std::move(made.network), made.bound);
  }
  auto chain = bounded_chain(source);
  if (auto* refused = std::get_if<Refusal>(&chain)) return std::move(*refused);
  SpikingEmulation made =
      to_spiking(std::get<BoundedChain>(chain), construction, options);
  return assemble(source, std::move(made.network), made.bound);
}

}  // namespace polyspike
