// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "polyspike/network.hpp"
#include "program/program.hpp"

// What neuron models emit their steps with.
namespace polyspike {

// value = on * z where z > 0, otherwise off * z; adds the neuron to the program.
Register emit_two_slopes(Program& program, Register z, const Rational& on,
                         const Rational& off, const std::string& name);

// A synapse whose source is already a register.
struct Arrival {
  Register source;
  const Synapse* synapse;
};

// One spiking neuron: an event per synapse of nonzero weight and breakpoint of nonzero
// effect; adds the neuron to the program. `arrivals` are the synapses as the file has
// them.
Register emit_spike(Program& program, const Response& response,
                    std::span<const Arrival> arrivals, const Rational& threshold,
                    const std::string& name);

}  // namespace polyspike
