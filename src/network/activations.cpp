// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/activations.hpp"

#include "neuron/model.hpp"

namespace polyspike {

std::optional<Rational> slope_below_zero(const std::string& activation) {
  if (activation == "relu") return Rational(0);
  if (activation == "identity") return Rational(1);
  const auto found = find_activation(activation);
  if (found && found->model->name == "leaky_relu") return found->parameters[0][0];
  return std::nullopt;
}

}  // namespace polyspike
