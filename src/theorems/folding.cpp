// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/folding.hpp"

#include <algorithm>

#include "theorems/instances.hpp"

namespace polyspike::instances {

namespace {

// Two nodes that fire at c + t and c - t, for t in [low, high] and whatever c: a shift of
// c shifts everything behind them.
struct Pair {
  Source first, second;
  Rational low, high;
};

// Fires at c + min (t, kink) + a constant, which is the threshold and the delay of the
// first synapse. That spike alone makes the neuron fire at c + t + threshold + its delay,
// before the second one comes for t below the kink; the second one alone would do so only
// at the threshold behind the kink.
SpikingNeuron bend(const std::string& name, const Pair& pair, const Rational& kink) {
  const Rational threshold = pair.high - pair.low + Rational(1);
  const Rational later = Rational(2) * kink + threshold;  // second delay - first
  const Rational none;
  return {
      name,
      threshold,
      {{pair.first, 1, std::max(none, -later)}, {pair.second, 1, std::max(none, later)}}};
}

// Coefficients of the bends in first - second, of sum 0: slope 1, -1, 1, ... between
// kinks.
std::vector<Rational> zigzag(unsigned m, const Rational& size) {
  std::vector<Rational> result;
  for (unsigned r = 1; r <= m; ++r) {
    const bool is_end = r == 1 || r == m;
    const Rational sign = r % 2 == 0 ? 1 : -1;
    result.push_back(sign * size * Rational(is_end ? 1 : 2));
  }
  return result;
}

// The bends with kinks from low to high, then two neurons that fire after all of them, at
// means of their times.
Pair fold(SpikingNetwork& network, const Pair& pair, unsigned m) {
  const std::size_t first = network.neurons.size();
  const std::vector<Rational> signs = zigzag(m, Rational(1, 2 * static_cast<int>(m)));
  Rational latest, start;
  std::vector<SpikingNeuron> ends(2);
  const Rational step = (pair.high - pair.low) / Rational(static_cast<int>(m) - 1);
  for (unsigned r = 0; r < m; ++r) {
    const std::string name = text("v", first + r + 1);
    SpikingNeuron neuron =
        bend(name, pair, pair.low + Rational(static_cast<int>(r)) * step);
    latest = std::max(latest, neuron.synapses[0].delay);
    start += signs[r] * neuron.synapses[0].delay / Rational(2);
    for (const int side : {0, 1}) {
      const Rational tilt = signs[r] / Rational(side == 0 ? 2 : -2);
      ends[side].synapses.push_back(
          from_neuron(first + r, Rational(1, static_cast<int>(m)) + tilt));
    }
    network.neurons.push_back(std::move(neuron));
  }
  for (SpikingNeuron& end : ends) {
    end.name = text("v", network.neurons.size() + 1);
    end.threshold = latest + pair.high - pair.low + Rational(1);
    network.neurons.push_back(std::move(end));
  }
  const Rational height = step / Rational(4 * static_cast<int>(m));
  return {{Source::Kind::neuron, first + m},
          {Source::Kind::neuron, first + m + 1},
          start,
          start + height};
}

}  // namespace

Network folding(std::span<const unsigned> folds) {
  SpikingNetwork network;
  network.inputs = 2;
  Pair pair{{Source::Kind::input, 0}, {Source::Kind::input, 1}, -1, 1};
  for (const unsigned m : folds) pair = fold(network, pair, m);
  network.outputs = {pair.first, pair.second};
  return {std::move(network), AffineMap{{{1}, {-1}}, {0, 0}}, cube(1, -1, 1)};
}

}  // namespace polyspike::instances
