// SPDX-License-Identifier: GPL-3.0-or-later
#include "neuron/emit.hpp"
#include "neuron/model.hpp"

namespace polyspike::neuron_models {

// max(0, z).
NeuronModel relu() {
  return {
      .name = "relu",
      .parameters = "",
      .accepts = [](const Parameters& p) { return p.empty(); },
      .emit =
          [](Program& program, Register z, const Parameters&, const std::string& name) {
            return emit_two_slopes(program, z, 1, 0, name);
          }};
}

}  // namespace polyspike::neuron_models
