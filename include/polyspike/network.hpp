// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "polyspike/affine_form.hpp"
#include "polyspike/rational.hpp"

namespace polyspike {

// A polytope: the half-spaces of a box come first, lower before upper bound of each
// coordinate, then further constraints. All closed; non-empty and bounded when it comes
// from formats/. It may be flat: "full-dimensional" is then meant relative to its hull.
struct Domain {
  std::size_t dimension = 0;
  std::vector<HalfSpace> half_spaces;
};

// The affine map x -> weights * x + biases.
struct AffineMap {
  std::vector<std::vector<Rational>> weights;  // [output][input]
  std::vector<Rational> biases;                // [output]

  std::size_t inputs() const { return weights.empty() ? 0 : weights.front().size(); }
  std::size_t outputs() const { return biases.size(); }
};

// One layer: every neuron applies the activation named to its pre-activation. The names are
// those of the table of neuron models (src/neuron/): "relu", "identity", ...
struct Layer {
  AffineMap map;
  std::string activation;
};

// A feed-forward network of layers, as in a file with "network": "relu".
struct LayeredNetwork {
  std::vector<Layer> layers;
  std::size_t inputs() const { return layers.front().map.inputs(); }
  std::size_t outputs() const { return layers.back().map.outputs(); }
};

// One breakpoint of a piecewise-linear response kernel eps: at s = time after the arrival
// the slope changes by slope_change and the value by jump (left-continuous at jumps).
struct Breakpoint {
  Rational time;
  Rational slope_change;
  Rational jump;
  bool operator==(const Breakpoint&) const = default;
};

// The response to one spike, eps(s) = sum over breakpoints of
// slope_change * max(0, s - time) + jump * [s > time]; times increase and start at >= 0.
// linear: {0, 1, 0}. Window delta: {0, 1, 0}, {delta, -1, -delta}.
struct Response {
  std::vector<Breakpoint> breakpoints;

  static Response linear() { return {{{0, 1, 0}}}; }
  static Response window(const Rational& delta) { return {{{0, 1, 0}, {delta, -1, -delta}}}; }
  bool is_linear() const { return *this == linear(); }
  bool operator==(const Response&) const = default;
};

// Where a spike comes from: input x_i, reference r_i or a neuron, all counted from 0.
struct Source {
  enum class Kind { input, reference, neuron };
  Kind kind = Kind::input;
  std::size_t index = 0;
  bool operator==(const Source&) const = default;
};

struct Synapse {
  Source from;
  Rational weight;
  Rational delay;  // >= 0
};

struct SpikingNeuron {
  std::string name;
  Rational threshold;  // > 0
  std::vector<Synapse> synapses;
};

// A loop-free network of Spike Response Model neurons, one spike each (Singh, Fono,
// Kutyniok, arXiv 2308.08218). Input i fires at input_time + x_i, reference k at
// references[k], a neuron at the first time its potential, the sum over synapses of
// weight * eps(t - firing time of the source - delay), reaches the threshold; never: inf.
// Neurons stand in an order in which every synapse comes from an earlier node.
// The value of output j is firing time of outputs[j] - output_time.
struct SpikingNetwork {
  std::size_t inputs = 0;
  Rational input_time;
  Rational output_time;
  Response response = Response::linear();
  std::vector<Rational> references;
  std::vector<SpikingNeuron> neurons;
  std::vector<Source> outputs;
};

// A network with what surrounds it: an optional affine encoder from the domain to the
// network's inputs, and an optional domain.
struct Network {
  std::variant<LayeredNetwork, SpikingNetwork> body;
  std::optional<AffineMap> encoder;
  std::optional<Domain> domain;

  bool is_spiking() const { return std::holds_alternative<SpikingNetwork>(body); }
  const LayeredNetwork& layered() const { return std::get<LayeredNetwork>(body); }
  const SpikingNetwork& spiking() const { return std::get<SpikingNetwork>(body); }
  // Inputs of the network itself and, with the encoder before it, of the whole.
  std::size_t body_inputs() const;
  std::size_t inputs() const { return encoder ? encoder->inputs() : body_inputs(); }
  std::size_t outputs() const;
};

}  // namespace polyspike
