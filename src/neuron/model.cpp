// SPDX-License-Identifier: GPL-3.0-or-later
#include "neuron/model.hpp"

#include <algorithm>

namespace polyspike {

// neuron_models.inc, written by CMake, holds one line NEURON_MODEL(file) per model file.
namespace neuron_models {
#define NEURON_MODEL(file) NeuronModel file();
#include "neuron_models.inc"
#undef NEURON_MODEL
}  // namespace neuron_models

std::span<const NeuronModel> neuron_models_table() {
  static const NeuronModel table[] = {
#define NEURON_MODEL(file) neuron_models::file(),
#include "neuron_models.inc"
#undef NEURON_MODEL
  };
  return table;
}

std::optional<Activation> find_activation(std::string_view text) {
  const std::size_t colon = text.find(':');
  Parameters parameters;
  if (colon != std::string_view::npos) {
    const auto number = Rational::parse(text.substr(colon + 1));
    if (!number) return std::nullopt;
    parameters = {{*number}};
  }
  for (const NeuronModel& model : neuron_models_table())
    if (model.emit != nullptr && model.name == text.substr(0, colon) &&
        model.accepts(parameters))
      return Activation{&model, std::move(parameters)};
  return std::nullopt;
}

const NeuronModel* find_response(std::string_view name) {
  const auto table = neuron_models_table();
  const auto found = std::find_if(table.begin(), table.end(), [&](const NeuronModel& m) {
    return m.response != nullptr && m.name == name;
  });
  return found == table.end() ? nullptr : &*found;
}

namespace {

template <typename Wanted>
std::string names(Wanted wanted) {
  std::string text;
  for (const NeuronModel& model : neuron_models_table()) {
    if (!wanted(model)) continue;
    if (!text.empty()) text += ", ";
    text += model.name;
    if (model.emit != nullptr && !model.parameters.empty()) text += ":NUMBER";
  }
  return text;
}

}  // namespace

std::string activation_names() {
  return names([](const NeuronModel& m) { return m.emit != nullptr; });
}

std::string response_names() {
  return names([](const NeuronModel& m) { return m.response != nullptr; });
}

}  // namespace polyspike
