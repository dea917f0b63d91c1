// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "polyspike/network.hpp"
#include "program/evaluate.hpp"
#include "program/potential.hpp"

namespace polyspike {

// An event of a neuron's potential as its network's file names it.
struct CausalEvent {
  std::string from;     // the source's name: "x1", "r1", "h3"
  std::size_t synapse;  // position among the neuron's synapses, from 1
  std::size_t
      breakpoint;  // position among the response's breakpoints of any effect, from 1
  Rational time;
};

// What one neuron did at a point.
struct NeuronTrace {
  std::string name;
  Decision decision;
  Value value;  // its firing time, or the value of its activation
  // ReLU kind:
  Value pre_activation;
  // Spiking:
  Rational threshold;
  std::vector<CausalEvent> causal_set;  // the events strictly before the firing time
  std::vector<PotentialPoint> potential;
};

// The neurons in their order; `program` and `evaluation` are the network's.
std::vector<NeuronTrace> trace(const Network& network, const Program& program,
                               const Evaluation& evaluation);

// "x1", "r1" or the neuron's name.
std::string source_name(const SpikingNetwork& network, const Source& source);

}  // namespace polyspike
