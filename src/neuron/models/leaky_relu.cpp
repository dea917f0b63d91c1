// SPDX-License-Identifier: GPL-3.0-or-later
#include "neuron/emit.hpp"
#include "neuron/model.hpp"

namespace polyspike::neuron_models {

// z where z > 0, otherwise slope * z, for "leaky_relu:slope".
NeuronModel leaky_relu() {
  return {
      .name = "leaky_relu",
      .parameters = "the slope on the negative side, as in \"leaky_relu:1/10\"",
      .accepts = [](const Parameters& p) { return p.size() == 1 && p[0].size() == 1; },
      .emit =
          [](Program& program, Register z, const Parameters& p, const std::string& name) {
            return emit_two_slopes(program, z, 1, p[0][0], name);
          }};
}

}  // namespace polyspike::neuron_models
