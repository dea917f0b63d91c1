// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/native.hpp"

#include "formats/domain.hpp"
#include "neuron/model.hpp"

namespace polyspike {

std::vector<Rational> read_rationals(Json json) {
  json.expect(Json::Kind::array, "a list of numbers");
  std::vector<Rational> numbers;
  numbers.reserve(json.size());
  for (const Json entry : json) numbers.push_back(entry.rational());
  return numbers;
}

AffineMap read_affine_map(Json weights, Json biases) {
  weights.expect(Json::Kind::array, "a list of rows of weights");
  if (weights.size() == 0) weights.fail("expected at least one row of weights");
  AffineMap map;
  for (const Json row : weights) {
    map.weights.push_back(read_rationals(row));
    if (map.weights.back().empty()) row.fail("expected at least one weight in a row");
    if (map.weights.back().size() != map.weights.front().size())
      row.fail("expected " + counted(map.weights.front().size(), "weight") +
               " as in the first row, got " + std::to_string(map.weights.back().size()));
  }
  map.biases = read_rationals(biases);
  if (map.biases.size() != map.weights.size())
    biases.fail("expected " + std::to_string(map.weights.size()) +
                (map.weights.size() == 1 ? " bias" : " biases") +
                ", one per row of weights, got " + std::to_string(map.biases.size()));
  return map;
}

AffineMap read_encoder(Json json) {
  const Fields fields(json, {"weights", "biases"});
  return read_affine_map(fields["weights"], fields["biases"]);
}

namespace {

Layer read_layer(Json json) {
  const Fields fields(json, {"weights", "biases", "activation"});
  Layer layer{read_affine_map(fields["weights"], fields["biases"]), ""};
  const Json activation = fields["activation"];
  layer.activation = activation.string();
  if (!find_activation(layer.activation))
    activation.fail("unknown activation \"" + layer.activation + "\", expected one of " +
                    activation_names());
  return layer;
}

LayeredNetwork read_layers(Json json) {
  json.expect(Json::Kind::array, "a list of layers");
  if (json.size() == 0) json.fail("expected at least one layer");
  LayeredNetwork network;
  for (const Json entry : json) {
    Layer layer = read_layer(entry);
    if (!network.layers.empty() && layer.map.inputs() != network.outputs())
      entry.fail("expected " + counted(network.outputs(), "weight") +
                 " a row, one per output of the layer before, got " +
                 std::to_string(layer.map.inputs()));
    network.layers.push_back(std::move(layer));
  }
  return network;
}

void check_shapes(const Network& network, const Fields& fields) {
  if (network.encoder && network.encoder->outputs() != network.body_inputs())
    fields["encoder"].fail("expected " + counted(network.body_inputs(), "row") +
                           ", one per input of the network, got " +
                           std::to_string(network.encoder->outputs()));
  if (network.domain && network.domain->dimension != network.inputs())
    fields["domain"].fail("expected a domain of dimension " +
                          std::to_string(network.inputs()) + ", one per input, got " +
                          std::to_string(network.domain->dimension));
}

}  // namespace

Network read_native(const JsonDocument& document) {
  const Json root = document.root();
  root.expect(Json::Kind::object, "an object {\"network\": ...}");
  const Fields any(root, {"network", "domain", "encoder", "layers", "input_time",
                          "output_time", "response", "references", "neurons", "outputs"});
  Network network;
  if (const auto encoder = any.find("encoder")) network.encoder = read_encoder(*encoder);
  if (const auto domain = any.find("domain")) network.domain = read_domain(*domain);
  const std::string kind = any["network"].string();
  if (kind == "srm") {
    std::optional<std::size_t> inputs;
    if (network.domain) inputs = network.domain->dimension;
    if (network.encoder) inputs = network.encoder->outputs();
    network.body = read_spiking(root, inputs);
  } else if (kind == "relu") {
    const Fields fields(root, {"network", "domain", "encoder", "layers"});
    network.body = read_layers(fields["layers"]);
  } else {
    any["network"].fail("unknown kind of network, expected \"relu\" or \"srm\"");
  }
  check_shapes(network, any);
  return network;
}

}  // namespace polyspike
