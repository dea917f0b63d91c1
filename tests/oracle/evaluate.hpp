// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "oracle/fire.hpp"
#include "oracle/model.hpp"

namespace polyspike::oracle {

// A run of the model on one point.
struct Trace {
  std::vector<Extended> nodes;      // inputs, then the nodes
  std::vector<Decision> decisions;  // of the neurons (ReLU and spiking), in their order
  std::vector<Extended> outputs;
};

// Spiking neurons with a linear response and at most 12 synapses are run by both
// definitions of the firing time; throws std::logic_error should they differ.
Trace evaluate(const Model& model, const Vector& point);

}  // namespace polyspike::oracle
