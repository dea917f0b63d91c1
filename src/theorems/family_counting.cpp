// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/formulas.hpp"
#include "theorems/instances.hpp"
#include "theorems/suite.hpp"

namespace polyspike {

namespace {

using namespace instances;

void add_causal_regions(Suite& suite) {
  suite.claim(
      "regions of a neuron: #{E : W_E > 0}, all maps distinct; one silent region iff W "
      "<= 0");
  const Weights instances[] = {{1, 2, -2},     {3, -1, -1},      {1, -1, -1},
                               {2, 1, -1, -3}, {3, 2, -1, -4},   {1, 1, -2, 3},
                               {-1, -2},       {2, -1, 3, -2, 1}};
  int number = 0;
  for (const Weights& weights : instances) {
    const std::uint64_t regions = formulas::causal_regions(weights);
    const bool is_silent = formulas::has_never_region(weights);
    suite.add(text("regions_", ++number), text("weights ", list(weights)),
              neuron(weights),
              {text("cells=", regions + is_silent), text("distinct-maps=", regions),
               is_silent ? "never-regions=1" : "never-regions=0"});
  }
}

void add_continuity(Suite& suite) {
  suite.claim("finite and continuous if and only if min w+ > sum |w-|");
  const Weights instances[] = {
      {1, 1, Rational(-9, 10)},    {1, 1, -1},     {1, 1, Rational(-11, 10)},
      {2, 3, Rational(-1, 2), -1}, {2, 3, -1, -1}, {4, 2, Rational(-1, 2)}};
  int number = 0;
  for (const Weights& weights : instances)
    suite.add(text("continuity_", ++number), text("weights ", list(weights)),
              neuron(weights),
              {formulas::is_continuous(weights) ? "continuous" : "not continuous"});
}

void add_continuous_regions(Suite& suite) {
  suite.claim("... with p positive and q negative weights then (2^p - 1) 2^q regions");
  const std::pair<unsigned, unsigned> signs[] = {{1, 1}, {2, 1}, {1, 2}, {2, 2}, {3, 1}};
  for (const auto& [p, q] : signs) {
    Weights weights(p, 1);
    weights.insert(weights.end(), q, Rational(-1, 3));
    suite.add(text("mixed_regions_", p, "_", q), text("p = ", p, ", q = ", q),
              neuron(weights),
              {text("cells=", formulas::continuous_regions(p, q)), "continuous"});
  }
}

void add_windows(Suite& suite) {
  suite.claim(
      "positive weights: a window of length delta changes nothing iff delta >= theta / "
      "min w");
  const Weights weights[] = {{1, 2}, {Rational(1, 2), 3}, {1, 1, 2}};
  int number = 0;
  for (const Weights& w : weights)
    for (const Rational& share : {Rational(1), Rational(7, 8)}) {
      Network linear = neuron(w);
      Rational least = w.front();
      for (const Rational& weight : w) least = std::min(least, weight);
      const Rational window = share / least;
      Network finite = linear;
      std::get<SpikingNetwork>(finite.body).response = Response::window(window);
      const std::string name = text("window_", ++number);
      const std::string file = text(name, "_linear.json");
      suite
          .add(name, text("weights ", list(w), ", delta ", window.str()),
               std::move(finite),
               {text(formulas::window_is_linear(w, 1, window) ? "equal " : "not equal ",
                     file)})
          .companions = {{file, std::move(linear)}};
    }
}

// m neurons that differ in their thresholds only.
Network shared_weights(unsigned m, unsigned d) {
  SpikingNetwork network;
  network.inputs = d;
  for (unsigned n = 1; n <= m; ++n) {
    SpikingNeuron neuron{text("v", n), static_cast<int>(n), {}};
    for (unsigned i = 0; i < d; ++i)
      neuron.synapses.push_back(from_input(i, static_cast<int>(i + 1)));
    network.neurons.push_back(std::move(neuron));
    network.outputs.push_back({Source::Kind::neuron, n - 1});
  }
  return {std::move(network), std::nullopt, cube(d, 0, static_cast<int>(2 * m))};
}

void add_shared_weights(Suite& suite) {
  suite.claim(
      "m neurons with the same d weights, distinct thresholds: (m + 1)^d - m^d cells");
  const std::pair<unsigned, unsigned> sizes[] = {{1, 2}, {2, 2}, {4, 2},
                                                 {2, 3}, {3, 3}, {2, 4}};
  for (const auto& [m, d] : sizes)
    suite.add(text("shared_", m, "_", d), text("m = ", m, ", d = ", d),
              shared_weights(m, d),
              {text("cells=", formulas::shared_weights_cells(m, d))});
}

}  // namespace

std::vector<Theorem> counting_theorems() {
  Suite suite("counts");
  add_causal_regions(suite);
  add_continuity(suite);
  add_continuous_regions(suite);
  add_windows(suite);
  add_shared_weights(suite);
  return std::move(suite).take();
}

}  // namespace polyspike
