// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle/random_network.hpp"

#include <algorithm>

namespace polyspike::oracle {

int Draw::integer(int low, int high) {
  return low +
         static_cast<int>(generator_() % static_cast<std::uint64_t>(high - low + 1));
}

Rational Draw::fraction(int low, int high) {
  if (!once_in(3)) return integer(low, high);
  const int denominator = once_in(4) ? 3 : 2;
  return Rational(integer(low * denominator, high * denominator), denominator);
}

namespace {

HalfSpace half_space(const Rational& constant, std::vector<Rational> gradient) {
  return {AffineForm(constant, std::move(gradient)), false};
}

std::vector<Rational> unit(int dimension, int i, int sign) {
  std::vector<Rational> gradient(dimension);
  gradient[i] = sign;
  return gradient;
}

// sum of coefficients * x <= at_most with room for the point.
HalfSpace constraint_near(Draw& draw, const std::vector<Rational>& point, bool touching) {
  std::vector<Rational> gradient;
  Rational value = touching ? 0 : draw.fraction(0, 2);
  for (const Rational& coordinate : point) {
    gradient.push_back(draw.integer(-2, 2));
    value -= gradient.back() * coordinate;
  }
  return half_space(value, std::move(gradient));
}

}  // namespace

Domain random_domain(Draw& draw, int dimension) {
  Domain domain;
  domain.dimension = dimension;
  std::vector<Rational> middle;
  const bool flat = draw.once_in(25);
  const int flat_side = draw.integer(0, dimension - 1);
  for (int i = 0; i < dimension; ++i) {
    const Rational low = draw.fraction(-2, 1);
    const Rational width = draw.once_in(3) ? draw.fraction(1, 4) : draw.integer(2, 6);
    const Rational high = flat && i == flat_side ? low : low + width;
    domain.half_spaces.push_back(half_space(-low, unit(dimension, i, 1)));
    domain.half_spaces.push_back(half_space(high, unit(dimension, i, -1)));
    middle.push_back((low + high) / 2);
  }
  if (dimension > 1 && draw.once_in(4))
    domain.half_spaces.push_back(constraint_near(draw, middle, false));
  if (dimension > 1 && draw.once_in(25)) {
    HalfSpace there = constraint_near(draw, middle, true), back = there;
    back.form = -back.form;
    domain.half_spaces.push_back(there);
    domain.half_spaces.push_back(back);
  }
  return domain;
}

namespace {

Rational nonzero(Draw& draw, int largest) {
  const Rational size = draw.fraction(1, largest);
  return draw.once_in(2) ? size : -size;
}

AffineMap random_map(Draw& draw, int inputs, int outputs, int largest) {
  AffineMap map;
  for (int o = 0; o < outputs; ++o) {
    map.weights.emplace_back();
    for (int i = 0; i < inputs; ++i)
      map.weights.back().push_back(draw.once_in(6) ? Rational(0)
                                                   : nonzero(draw, largest));
    map.biases.push_back(draw.once_in(3) ? Rational(0) : draw.fraction(-1, 1));
  }
  return map;
}

// Now and then a row is a copy, a multiple, or constant.
void make_degenerate(Draw& draw, AffineMap& map) {
  const int last = static_cast<int>(map.outputs()) - 1;
  if (draw.once_in(10)) std::fill(map.weights[last].begin(), map.weights[last].end(), 0);
  if (last == 0 || !draw.once_in(3)) return;
  const int other = draw.integer(0, last - 1);
  const Rational factor = draw.once_in(2) ? Rational(1) : draw.fraction(-2, 2);
  for (std::size_t i = 0; i < map.inputs(); ++i)
    map.weights[last][i] = factor * map.weights[other][i];
  map.biases[last] = factor * map.biases[other];
}

LayeredNetwork random_relu(Draw& draw, int inputs, const Size& size) {
  LayeredNetwork network;
  // ReLU neurons split less than spiking ones.
  int left = draw.integer(size.neurons, 2 * size.neurons);
  while (left > 0) {
    const int width = draw.integer(1, std::min(left, 4));
    left -= width;
    AffineMap map = random_map(draw, inputs, width, 2);
    make_degenerate(draw, map);
    network.layers.push_back({std::move(map), "relu"});
    inputs = width;
  }
  const int outputs = draw.integer(1, size.outputs);
  network.layers.push_back({random_map(draw, inputs, outputs, 2), "identity"});
  if (draw.once_in(10)) network.layers.back().activation = "relu";
  return network;
}

Response random_response(Draw& draw, Family family) {
  if (family == Family::window) {
    const Rational delta = draw.fraction(1, 4);
    return Response::window(delta);
  }
  if (family != Family::kernel) return Response::linear();
  Response response;
  Rational time = draw.once_in(5) ? draw.fraction(1, 2) : Rational(0);
  const int breakpoints = draw.integer(1, 4);
  for (int k = 0; k < breakpoints; ++k) {
    Breakpoint b{time, draw.integer(-2, 2),
                 draw.once_in(2) ? Rational(0) : draw.integer(-2, 2)};
    if (k == 0 && draw.once_in(2)) b.slope_change = 1;
    if (b.slope_change.is_zero() && b.jump.is_zero()) b.jump = 1;
    response.breakpoints.push_back(b);
    time += draw.once_in(2) ? Rational(1) : Rational(draw.integer(1, 4), 2);
  }
  return response;
}

Rational random_weight(Draw& draw, Family family) {
  if (draw.once_in(10)) return 0;
  Rational weight = draw.fraction(1, 3);
  return family != Family::positive && draw.once_in(4) ? -weight : weight;
}

Source random_source(Draw& draw, const SpikingNetwork& network) {
  const int inputs = static_cast<int>(network.inputs);
  const int references = static_cast<int>(network.references.size());
  const int neurons = static_cast<int>(network.neurons.size());
  // Earlier neurons are twice as likely as the other nodes.
  const int pick = draw.integer(0, inputs + references + 2 * neurons - 1);
  if (pick < inputs) return {Source::Kind::input, std::size_t(pick)};
  if (pick < inputs + references)
    return {Source::Kind::reference, std::size_t(pick - inputs)};
  return {Source::Kind::neuron, std::size_t(pick - inputs - references) / 2};
}

std::string next_name(const SpikingNetwork& network) {
  std::string name = "n";
  name += std::to_string(network.neurons.size());
  return name;
}

SpikingNeuron random_neuron(Draw& draw, Family family, const SpikingNetwork& network,
                            int synapses) {
  if (!network.neurons.empty() && draw.once_in(8)) {
    SpikingNeuron copy = network.neurons.back();
    copy.name = next_name(network);
    if (draw.once_in(2)) copy.threshold += draw.fraction(1, 2);
    return copy;
  }
  SpikingNeuron neuron;
  neuron.name = next_name(network);
  neuron.threshold =
      draw.once_in(3) ? Rational(draw.integer(1, 6), 2) : draw.integer(1, 3);
  const int count = draw.once_in(6) ? 1 : draw.integer(std::min(2, synapses), synapses);
  for (int u = 0; u < count; ++u) {
    Synapse synapse{random_source(draw, network), random_weight(draw, family), 0};
    if (u < static_cast<int>(network.inputs) && !draw.once_in(4))
      synapse.from = {Source::Kind::input, std::size_t(u)};
    if (draw.once_in(3)) synapse.delay = draw.fraction(0, 2);
    if (u > 0 && draw.once_in(10)) synapse.from = neuron.synapses.back().from;
    neuron.synapses.push_back(synapse);
  }
  if (neuron.synapses.front().weight.is_zero() && count == 1)
    neuron.synapses.front().weight = 1;
  return neuron;
}

SpikingNetwork random_spiking(Draw& draw, Family family, int inputs, const Size& size) {
  SpikingNetwork network;
  network.inputs = inputs;
  network.input_time = draw.once_in(3) ? draw.fraction(-1, 1) : Rational(0);
  network.output_time = draw.once_in(3) ? draw.fraction(0, 3) : Rational(0);
  network.response = random_response(draw, family);
  const int references = draw.integer(0, 2);
  for (int r = 0; r < references; ++r) network.references.push_back(draw.fraction(-1, 3));
  const int neurons = draw.integer((size.neurons + 1) / 2, size.neurons);
  for (int n = 0; n < neurons; ++n)
    network.neurons.push_back(random_neuron(draw, family, network, size.synapses));
  const int outputs = std::min(draw.integer(1, size.outputs), neurons);
  for (int o = 0; o < outputs; ++o)
    network.outputs.push_back({Source::Kind::neuron, std::size_t(neurons - 1 - o)});
  return network;
}

}  // namespace

Network random_network(Draw& draw, Family family, const Size& size) {
  Network network;
  network.domain = random_domain(draw, size.dimension);
  int inputs = size.dimension;
  if (size.encoder && draw.once_in(6)) {
    inputs = draw.integer(1, size.dimension + 1);
    network.encoder = random_map(draw, size.dimension, inputs, 1);
  }
  if (family == Family::relu)
    network.body = random_relu(draw, inputs, size);
  else
    network.body = random_spiking(draw, family, inputs, size);
  return network;
}

namespace {

void change(Draw& draw, Rational& value) {
  value += Rational(draw.once_in(2) ? 1 : -1, draw.integer(1, 3));
}

void vary(Draw& draw, LayeredNetwork& network) {
  Layer& layer = network.layers[draw.integer(0, int(network.layers.size()) - 1)];
  const int o = draw.integer(0, int(layer.map.outputs()) - 1);
  if (draw.once_in(2)) return change(draw, layer.map.biases[o]);
  change(draw, layer.map.weights[o][draw.integer(0, int(layer.map.inputs()) - 1)]);
}

void vary(Draw& draw, SpikingNetwork& network) {
  SpikingNeuron& neuron =
      network.neurons[draw.integer(0, int(network.neurons.size()) - 1)];
  Synapse& synapse = neuron.synapses[draw.integer(0, int(neuron.synapses.size()) - 1)];
  if (draw.once_in(3)) {
    // Two synapses in the place of one, half the weight each.
    synapse.weight /= 2;
    const Synapse copy = synapse;
    neuron.synapses.push_back(copy);
    return;
  }
  if (draw.once_in(3)) return change(draw, synapse.weight);
  if (draw.once_in(2))
    synapse.delay += 1;
  else
    neuron.threshold += Rational(1, 2);
}

}  // namespace

Network random_variant(Draw& draw, const Network& network) {
  Network variant = network;
  if (draw.once_in(5)) return variant;
  if (variant.is_spiking())
    vary(draw, std::get<SpikingNetwork>(variant.body));
  else
    vary(draw, std::get<LayeredNetwork>(variant.body));
  return variant;
}

}  // namespace polyspike::oracle
