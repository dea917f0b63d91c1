// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "formats/native.hpp"
#include "neuron/model.hpp"

namespace polyspike {

namespace {

// The number k >= 1 of a node called x7 or r2, without leading zeros; 0 for other names.
std::size_t numbered(std::string_view name, char letter) {
  if (name.size() < 2 || name[0] != letter || name[1] < '1' || name[1] > '9') return 0;
  std::size_t k = 0;
  const char* end = name.data() + name.size();
  const auto result = std::from_chars(name.data() + 1, end, k);
  return result.ec == std::errc() && result.ptr == end ? k : 0;
}

bool looks_numbered(std::string_view name) {
  return name.size() >= 2 && (name[0] == 'x' || name[0] == 'r') &&
         name.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

// Finds nodes by name.
class Wiring {
 public:
  Wiring(SpikingNetwork& network, std::optional<std::size_t> inputs)
      : network_(network), inputs_(inputs) {
    if (inputs) network.inputs = *inputs;
  }

  void define(Json json, const std::string& name) {
    if (name.empty()) json.fail("expected a name that is not empty");
    if (looks_numbered(name))
      json.fail("the name \"" + name +
                "\" means an input or a reference, expected another");
    if (!neurons_.emplace(name, neurons_.size()).second)
      json.fail("the neuron \"" + name + "\" is defined twice");
  }

  // The node called so; a neuron must be one of the first `defined`.
  Source find(Json json, std::size_t defined) {
    const std::string name = json.string();
    if (const std::size_t k = numbered(name, 'x'))
      return {Source::Kind::input, input(json, k)};
    if (const std::size_t k = numbered(name, 'r')) {
      if (k > network_.references.size())
        json.fail("unknown node \"" + name + "\", the network has " +
                  counted(network_.references.size(), "reference"));
      return {Source::Kind::reference, k - 1};
    }
    const auto found = neurons_.find(name);
    if (found == neurons_.end())
      json.fail("unknown node \"" + name +
                "\", expected an input, a reference or a neuron");
    if (found->second >= defined)
      json.fail("the neuron \"" + name +
                "\" is not defined before, expected a node above this one (no cycles)");
    return {Source::Kind::neuron, found->second};
  }

 private:
  std::size_t input(Json json, std::size_t k) {
    if (inputs_ && k > *inputs_)
      json.fail("unknown node \"x" + std::to_string(k) + "\", the network has " +
                counted(*inputs_, "input"));
    constexpr std::size_t most = 1000000;
    if (k > most) json.fail("expected at most " + std::to_string(most) + " inputs");
    network_.inputs = std::max(network_.inputs, k);
    return k - 1;
  }

  SpikingNetwork& network_;
  std::optional<std::size_t> inputs_;
  std::unordered_map<std::string, std::size_t> neurons_;
};

Rational read_delay(Json json) {
  Rational delay = json.rational();
  if (delay.sign() < 0) json.fail("negative delay, expected a number >= 0");
  return delay;
}

void check_length(Json column, std::size_t length) {
  column.expect(Json::Kind::array, "a list");
  if (column.size() != length)
    column.fail("expected " + counted(length, "number") + " as in \"from\", got " +
                std::to_string(column.size()));
}

std::vector<Synapse> read_columns(Json json, Wiring& wiring, std::size_t defined) {
  const Fields fields(json, {"from", "weight", "delay"});
  const Json from = fields["from"], weight = fields["weight"];
  from.expect(Json::Kind::array, "a list of nodes");
  check_length(weight, from.size());
  std::vector<Synapse> synapses;
  synapses.reserve(from.size());
  auto w = weight.begin();
  for (const Json node : from) {
    synapses.push_back({wiring.find(node, defined), (*w).rational(), 0});
    ++w;
  }
  if (const auto delay = fields.find("delay")) {
    check_length(*delay, from.size());
    auto synapse = synapses.begin();
    for (const Json entry : *delay) (synapse++)->delay = read_delay(entry);
  }
  return synapses;
}

std::vector<Synapse> read_synapses(Json json, Wiring& wiring, std::size_t defined) {
  if (json.is_object()) return read_columns(json, wiring, defined);
  json.expect(Json::Kind::array, "a list of synapses or an object of columns");
  std::vector<Synapse> synapses;
  synapses.reserve(json.size());
  for (const Json entry : json) {
    const Fields fields(entry, {"from", "weight", "delay"});
    const auto delay = fields.find("delay");
    synapses.push_back({wiring.find(fields["from"], defined), fields["weight"].rational(),
                        delay ? read_delay(*delay) : Rational()});
  }
  return synapses;
}

// A number is one row of one parameter, a list has a row per entry.
Parameters read_parameters(Json json) {
  Parameters rows;
  if (!json.is_array()) return {{json.rational()}};
  for (const Json row : json) rows.push_back(read_rationals(row));
  return rows;
}

Response read_response(Json json) {
  std::string name;
  Parameters parameters;
  Json place = json;
  if (json.is_object()) {
    if (json.size() != 1) json.fail("expected one field, the name of a response");
    auto member = json.begin();
    name = (*member).string();
    place = *++member;
    parameters = read_parameters(place);
  } else {
    name = json.string();
  }
  const NeuronModel* model = find_response(name);
  if (model == nullptr)
    json.fail("unknown response \"" + name + "\", expected one of " + response_names());
  if (!model->accepts(parameters)) {
    std::string expected = "no parameters";
    if (!model->parameters.empty()) expected = model->parameters;
    place.fail("wrong parameters of \"" + name + "\", expected " + expected);
  }
  return model->response(parameters);
}

void read_neurons(Json json, SpikingNetwork& network, Wiring& wiring) {
  json.expect(Json::Kind::array, "a list of neurons");
  std::vector<Json> synapses;
  for (const Json entry : json) {
    const Fields fields(entry, {"name", "threshold", "synapses"});
    SpikingNeuron neuron;
    neuron.name = fields["name"].string();
    wiring.define(fields["name"], neuron.name);
    neuron.threshold = fields["threshold"].rational();
    if (neuron.threshold.sign() <= 0)
      fields["threshold"].fail("expected a threshold > 0, got " + neuron.threshold.str());
    network.neurons.push_back(std::move(neuron));
    synapses.push_back(fields["synapses"]);
  }
  for (std::size_t k = 0; k < synapses.size(); ++k)
    network.neurons[k].synapses = read_synapses(synapses[k], wiring, k);
}

}  // namespace

SpikingNetwork read_spiking(Json json, std::optional<std::size_t> inputs) {
  const Fields fields(json, {"network", "domain", "encoder", "input_time", "output_time",
                             "response", "references", "neurons", "outputs"});
  SpikingNetwork network;
  network.input_time = fields["input_time"].rational();
  network.output_time = fields["output_time"].rational();
  network.response = read_response(fields["response"]);
  network.references = read_rationals(fields["references"]);
  Wiring wiring(network, inputs);
  read_neurons(fields["neurons"], network, wiring);
  const Json outputs = fields["outputs"];
  outputs.expect(Json::Kind::array, "a list of nodes");
  if (outputs.size() == 0) outputs.fail("expected at least one output");
  for (const Json output : outputs)
    network.outputs.push_back(wiring.find(output, network.neurons.size()));
  return network;
}

}  // namespace polyspike
