// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <vector>

#include "network/lower.hpp"
#include "network/ranges.hpp"
#include "polyspike/network.hpp"
#include "program/evaluate.hpp"

// Random small networks with many ties, zeros and duplicates, and points to try them at.
namespace polyspike::cases {

using Random = std::mt19937;

inline int draw(Random& random, int low, int high) {
  return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

inline Rational draw_rational(Random& random) {
  static const int denominators[] = {1, 1, 1, 2, 3, 4};
  return Rational(draw(random, -3, 3), denominators[draw(random, 0, 5)]);
}

inline AffineMap draw_map(Random& random, std::size_t inputs, std::size_t outputs) {
  AffineMap map;
  for (std::size_t o = 0; o < outputs; ++o) {
    std::vector<Rational> row;
    const int kind = draw(random, 0, 9);
    for (std::size_t i = 0; i < inputs; ++i)
      row.push_back(kind == 0 ? Rational() : draw_rational(random));
    if (kind == 1 && inputs > 1) {  // weights of sum zero
      Rational sum;
      for (std::size_t i = 0; i + 1 < inputs; ++i) sum += row[i];
      row.back() = -sum;
    }
    if (kind == 2 && o > 0) row = map.weights[o - 1];
    map.weights.push_back(std::move(row));
    map.biases.push_back(kind == 3 ? Rational() : draw_rational(random));
  }
  return map;
}

inline HalfSpace bound(std::size_t dimension, std::size_t i, int sign,
                       const Rational& c) {
  AffineForm form(dimension);
  form.gradient[i] = sign;
  form.constant = c;
  return {form, false};
}

inline Domain draw_box(Random& random, std::size_t dimension) {
  Domain domain{dimension, {}};
  for (std::size_t i = 0; i < dimension; ++i) {
    const Rational low = draw_rational(random);
    const Rational high = low + Rational(draw(random, 1, 4), draw(random, 1, 2));
    domain.half_spaces.push_back(bound(dimension, i, 1, -low));
    domain.half_spaces.push_back(bound(dimension, i, -1, high));
  }
  return domain;
}

inline Network draw_relu(Random& random) {
  LayeredNetwork layered;
  std::size_t width = static_cast<std::size_t>(draw(random, 1, 3));
  const std::size_t inputs = width;
  const int depth = draw(random, 1, 4);
  for (int l = 0; l < depth; ++l) {
    const auto next = static_cast<std::size_t>(draw(random, 1, l + 1 < depth ? 4 : 3));
    const bool is_identity =
        l + 1 < depth ? draw(random, 0, 9) == 0 : draw(random, 0, 5) != 0;
    layered.layers.push_back(
        {draw_map(random, width, next), is_identity ? "identity" : "relu"});
    width = next;
  }
  Network network{std::move(layered), std::nullopt, std::nullopt};
  std::size_t dimension = inputs;
  if (draw(random, 0, 4) == 0) {
    dimension = static_cast<std::size_t>(draw(random, 1, 3));
    network.encoder = draw_map(random, dimension, inputs);
  }
  network.domain = draw_box(random, dimension);
  return network;
}

// Up to two layers of neurons with positive weights or, where `mixed`, some negative ones
// whose sum stays below the smallest positive weight; skips and parallel synapses occur.
inline Network draw_srm(Random& random, bool mixed) {
  SpikingNetwork srm;
  srm.inputs = static_cast<std::size_t>(draw(random, 1, 3));
  srm.input_time = draw_rational(random);
  srm.output_time = draw_rational(random);
  const int references = draw(random, 0, 1);
  for (int r = 0; r < references; ++r) srm.references.push_back(draw_rational(random));
  std::vector<Source> sources;
  for (std::size_t i = 0; i < srm.inputs; ++i)
    sources.push_back({Source::Kind::input, i});
  for (std::size_t r = 0; r < srm.references.size(); ++r)
    sources.push_back({Source::Kind::reference, r});
  const int count = draw(random, 1, 3);
  for (int n = 0; n < count; ++n) {
    SpikingNeuron neuron{std::string(1, 'v').append(std::to_string(n)),
                         Rational(draw(random, 1, 6), 2),
                         {}};
    const int synapses = draw(random, 1, 3);
    for (int k = 0; k < synapses; ++k)
      neuron.synapses.push_back({sources[random() % sources.size()],
                                 Rational(draw(random, 2, 5), draw(random, 1, 2)),
                                 Rational(draw(random, 0, 3), draw(random, 1, 2))});
    const int negative = mixed ? draw(random, 0, 2) : 0;
    for (int k = 0; k < negative; ++k)
      neuron.synapses.push_back({sources[random() % sources.size()],
                                 Rational(-draw(random, 0, 4), 9),
                                 Rational(draw(random, 0, 3), draw(random, 1, 2))});
    srm.neurons.push_back(std::move(neuron));
    sources.push_back({Source::Kind::neuron, static_cast<std::size_t>(n)});
  }
  srm.outputs.push_back(sources.back());
  if (draw(random, 0, 2) == 0) srm.outputs.push_back(sources[random() % sources.size()]);
  const std::size_t inputs = srm.inputs;
  Network network{std::move(srm), std::nullopt, std::nullopt};
  network.domain = draw_box(random, inputs);
  return network;
}

// Corners and inner points of a network's box.
inline std::vector<Point> draw_points(Random& random, const Network& network, int count) {
  const auto box = *box_of(*network.domain);
  std::vector<Point> points;
  for (int k = 0; k < count; ++k) {
    Point point;
    for (const Bounds& side : box) {
      const int parts = k % 3 == 0 ? 1 : k % 3 == 1 ? 4 : 7;
      point.push_back(side.lower + (side.upper - side.lower) *
                                       Rational(draw(random, 0, parts), parts));
    }
    points.push_back(std::move(point));
  }
  return points;
}

// The network with one of its numbers changed by that much.
inline Network mutate(Random& random, Network network, const Rational& by) {
  if (!network.is_spiking()) {
    auto& layers = std::get<LayeredNetwork>(network.body).layers;
    AffineMap& map = layers[random() % layers.size()].map;
    const std::size_t o = random() % map.outputs();
    const std::size_t i = random() % (map.inputs() + 1);
    (i == map.inputs() ? map.biases[o] : map.weights[o][i]) += by;
    return network;
  }
  auto& srm = std::get<SpikingNetwork>(network.body);
  SpikingNeuron& neuron = srm.neurons[random() % srm.neurons.size()];
  Synapse& synapse = neuron.synapses[random() % neuron.synapses.size()];
  switch (random() % 4) {
    case 0:
      synapse.delay += by;
      break;
    case 1:
      neuron.threshold += by;
      break;
    default:
      synapse.weight += by;
  }
  return network;
}

inline std::vector<Value> values_at(const Program& program, const Point& point) {
  return evaluate(program, point).outputs(program);
}

}  // namespace polyspike::cases
