// SPDX-License-Identifier: GPL-3.0-or-later
#include "known_networks.hpp"

#include <string>

#include "random_networks.hpp"

namespace polyspike::bench {

namespace {

Source input(std::size_t i) { return {Source::Kind::input, i}; }

Source add_neuron(SpikingNetwork& body, const Rational& threshold,
                  std::vector<Synapse> synapses) {
  const std::size_t index = body.neurons.size();
  body.neurons.push_back(
      {std::string("n").append(std::to_string(index + 1)), threshold, std::move(synapses)});
  return {Source::Kind::neuron, index};
}

}  // namespace

Network positive_neuron(std::size_t d) {
  SpikingNetwork body;
  body.inputs = d;
  std::vector<Synapse> synapses;
  for (std::size_t i = 0; i < d; ++i)
    synapses.push_back({input(i), static_cast<int>(1 + i % 2), 0});
  body.outputs = {add_neuron(body, 1, std::move(synapses))};
  return {std::move(body), std::nullopt, cube(d, 0, 2)};
}

Network shared_weights(int m) {
  SpikingNetwork body;
  body.inputs = 3;
  for (int k = 1; k <= m; ++k)
    body.outputs.push_back(
        add_neuron(body, k, {{input(0), 1, 0}, {input(1), 1, 0}, {input(2), 1, 0}}));
  AffineMap encoder{{{1, 0}, {0, 1}, {0, 0}}, {0, 0, 0}};
  return {std::move(body), std::move(encoder), cube(2, -2 * m, 2 * m)};
}

// The neurons of a fold have weights (1, 1) and thresholds 2 theta_r: with arrivals a + t and
// a - t they fire at a + theta_r - max(0, t - theta_r) for 0 <= t. Two neurons that wait for
// all of them have output weights 1 + gamma_r / 2 and 1 - gamma_r / 2, so that half the
// difference of their firing times is a zigzag with a kink at each theta_r between and slopes
// +-eta / (2m): the t of the next fold, once the thresholds have moved it up to `low`.
Network folding(int m, int folds) {
  SpikingNetwork body;
  body.inputs = 2;
  const Rational eta(1, 2), low = 1;
  Rational width = 1;  // t is in [low, low + width]
  Source plus = input(0), minus = input(1);
  for (int f = 0; f < folds; ++f) {
    std::vector<Synapse> first, second;
    Rational at_low;  // the zigzag at t = low, times m
    for (int r = 1; r <= m; ++r) {
      const Rational theta = low + width * Rational(r - 1, m - 1);
      const Source neuron =
          add_neuron(body, 2 * theta, {{plus, 1, 0}, {minus, 1, 0}});
      Rational gamma = 2 * eta * (r % 2 == 0 ? 1 : -1);
      if (r == 1 || r == m) gamma /= 2;
      first.push_back({neuron, 1 + gamma / 2, 0});
      second.push_back({neuron, 1 - gamma / 2, 0});
      at_low += gamma * theta / 2;
    }
    const Rational spread = 4 * (width + low) * m;  // late enough for all to have arrived
    const Rational shift = m * low - at_low;
    plus = add_neuron(body, spread + shift, std::move(first));
    minus = add_neuron(body, spread - shift, std::move(second));
    width = width / (m - 1) * eta / (2 * m);
  }
  body.outputs = {plus, minus};
  AffineMap encoder{{{1}, {-1}}, {0, 0}};
  return {std::move(body), std::move(encoder), cube(1, low, low + 1)};
}

}  // namespace polyspike::bench
