// SPDX-License-Identifier: GPL-3.0-or-later
#include "neuron/model.hpp"

namespace polyspike::neuron_models {

// z itself.
NeuronModel identity() {
  return {.name = "identity",
          .parameters = "",
          .accepts = [](const Parameters& p) { return p.empty(); },
          .emit = [](Program&, Register z, const Parameters&,
                     const std::string&) { return z; }};
}

}  // namespace polyspike::neuron_models
