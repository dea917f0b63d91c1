// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "polyspike/network.hpp"
#include "program/program.hpp"

// The table of neuron models. A model is one file, src/neuron/models/NAME.cpp, that
// defines
//   NeuronModel polyspike::neuron_models::NAME();
// and nothing else has to know it: CMake lists the files of that folder into the table.
namespace polyspike {

// The numbers that come with a model's name in a file: {} for "relu", {{1/10}} for
// "leaky_relu:1/10", {{5}} for {"window": "5"}, one row per breakpoint for {"kernel":
// ...}.
using Parameters = std::vector<std::vector<Rational>>;

struct NeuronModel {
  std::string_view name;        // as network files spell it
  std::string_view parameters;  // what they must be, for messages
  // Whether the parameters are usable.
  bool (*accepts)(const Parameters& parameters);
  // A model of a layered network: emits the activation of the register `z` and returns
  // the register of its value. Its branches belong to the neuron called `name`.
  Register (*emit)(Program& program, Register z, const Parameters& parameters,
                   const std::string& name) = nullptr;
  // A model of a spiking network: its response kernel; the rest is emit_spike's.
  Response (*response)(const Parameters& parameters) = nullptr;
};

// All models, in order of their file names.
std::span<const NeuronModel> neuron_models_table();

// An activation as Layer::activation spells it, NAME or NAME:NUMBER.
struct Activation {
  const NeuronModel* model = nullptr;
  Parameters parameters;
};
// Nothing if there is no such model of a layered network or it refuses the parameters.
std::optional<Activation> find_activation(std::string_view text);
// The model of a spiking network with that name, or nullptr.
const NeuronModel* find_response(std::string_view name);
// "relu, identity, ...": the names to choose from.
std::string activation_names();
std::string response_names();

}  // namespace polyspike
