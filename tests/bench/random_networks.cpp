// SPDX-License-Identifier: GPL-3.0-or-later
#include "random_networks.hpp"

#include <string>

namespace polyspike::bench {

std::uint64_t Draw::next() {
  std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

int Draw::integer(int low, int high) {
  return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1));
}

Domain cube(std::size_t dimension, const Rational& low, const Rational& high) {
  Domain domain;
  domain.dimension = dimension;
  for (std::size_t i = 0; i < dimension; ++i) {
    AffineForm lower = AffineForm::coordinate(dimension, i), upper = -lower;
    lower.constant = -low;
    upper.constant = high;
    domain.half_spaces.push_back({lower, false});
    domain.half_spaces.push_back({upper, false});
  }
  return domain;
}

namespace {

Rational draw_weight(Draw& draw, Weights weights) {
  switch (weights) {
    case Weights::eight_bit:
      return Rational(draw.integer(-127, 127), 128);
    case Weights::float32: {
      const auto mantissa = static_cast<std::int64_t>(draw.next() >> 40 | 1);
      const int shift = draw.integer(0, 3);
      return Rational(draw.integer(0, 1) == 0 ? mantissa : -mantissa,
                      std::int64_t{1} << (24 + shift));
    }
    default:
      return draw.integer(-1, 1);
  }
}

}  // namespace

Network relu(const std::vector<std::size_t>& widths, Weights weights, std::uint64_t seed) {
  Draw draw(seed);
  LayeredNetwork layered;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    AffineMap map;
    for (std::size_t o = 0; o < widths[l + 1]; ++o) {
      auto& row = map.weights.emplace_back();
      for (std::size_t i = 0; i < widths[l]; ++i) row.push_back(draw_weight(draw, weights));
      map.biases.push_back(draw_weight(draw, weights));
    }
    layered.layers.push_back({std::move(map), l + 2 < widths.size() ? "relu" : "identity"});
  }
  return {std::move(layered), std::nullopt, cube(widths[0], -1, 1)};
}

namespace {

SpikingNeuron draw_neuron(Draw& draw, int lowest, std::vector<Source> sources) {
  SpikingNeuron neuron;
  neuron.threshold = Rational(draw.integer(8, 24), 16);
  sources.push_back({Source::Kind::reference, 0});
  int sum = 0;
  for (const Source& source : sources) {
    int weight = draw.integer(lowest, 21);
    if (weight == 0) weight = 1;
    sum += weight;
    neuron.synapses.push_back(
        {source, Rational(weight, 16), Rational(draw.integer(0, 8), 16)});
  }
  if (sum <= 0) neuron.synapses.back().weight += Rational(1 - sum, 16);
  return neuron;
}

}  // namespace

Network spiking(const std::vector<std::size_t>& widths, int lowest, std::uint64_t seed) {
  Draw draw(seed);
  SpikingNetwork body;
  body.inputs = widths[0];
  body.references = {0};
  std::vector<Source> layer;
  for (std::size_t i = 0; i < widths[0]; ++i) layer.push_back({Source::Kind::input, i});
  for (std::size_t l = 1; l < widths.size(); ++l) {
    std::vector<Source> next;
    for (std::size_t k = 0; k < widths[l]; ++k) {
      next.push_back({Source::Kind::neuron, body.neurons.size()});
      body.neurons.push_back(draw_neuron(draw, lowest, layer));
      body.neurons.back().name = std::string("n").append(std::to_string(body.neurons.size()));
    }
    layer = std::move(next);
  }
  body.outputs = layer;
  return {std::move(body), std::nullopt, cube(widths[0], 0, 1)};
}

}  // namespace polyspike::bench
