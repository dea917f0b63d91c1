// SPDX-License-Identifier: GPL-3.0-or-later
#include "neuron/model.hpp"

namespace polyspike::neuron_models {

// The response s of the paper's model, for s > 0, for ever.
NeuronModel linear_srm() {
  return {.name = "linear",
          .parameters = "",
          .accepts = [](const Parameters& p) { return p.empty(); },
          .response = [](const Parameters&) { return Response::linear(); }};
}

}  // namespace polyspike::neuron_models
