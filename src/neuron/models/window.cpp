// SPDX-License-Identifier: GPL-3.0-or-later
#include "neuron/model.hpp"

namespace polyspike::neuron_models {

// The response s on (0, delta], 0 after: {"window": delta}.
NeuronModel window() {
  return {.name = "window",
          .parameters = "its length, a number > 0",
          .accepts =
              [](const Parameters& p) {
                return p.size() == 1 && p[0].size() == 1 && p[0][0].sign() > 0;
              },
          .response = [](const Parameters& p) { return Response::window(p[0][0]); }};
}

}  // namespace polyspike::neuron_models
