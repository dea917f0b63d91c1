// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/formulas.hpp"
#include "theorems/instances.hpp"
#include "theorems/suite.hpp"

namespace polyspike {

namespace {

using namespace instances;

void add_networks(Suite& suite) {
  suite.claim("a spiking network is piecewise linear in its input firing times");
  suite.add("t1_neuron", "one neuron, weights 2, -1, 3, -2", neuron({2, -1, 3, -2}),
            {"piecewise-linear"});
  std::mt19937 random(1);
  const std::uint64_t widths[] = {2, 3, 2};
  suite.add("t1_network", "2-3-2, weights of both signs",
            spiking_layers(random, widths, {1, 2, Rational(-1, 2)}),
            {"piecewise-linear"});
  Network window = neuron({1, 2, -1});
  std::get<SpikingNetwork>(window.body).response = Response::window(2);
  suite.add("t1_window", "responses of finite length", window, {"piecewise-linear"});
}

void add_firing(Suite& suite) {
  suite.claim(
      "a neuron fires for all arrivals if and only if its weights have a sum > 0");
  const Weights instances[] = {{2, -1}, {1, -1}, {1, -2}, {2, 1, -2}, {1, 1, -2}};
  int number = 0;
  for (const Weights& weights : instances) {
    const bool is_silent = formulas::has_never_region(weights);
    suite.add(text("t1_fires_", ++number), text("weights ", list(weights)),
              neuron(weights),
              {is_silent ? "not fires" : "fires",
               is_silent ? "never-regions=1" : "never-regions=0"});
  }
}

}  // namespace

std::vector<Theorem> piecewise_linear_theorems() {
  Suite suite("T1");
  add_networks(suite);
  add_firing(suite);
  return std::move(suite).take();
}

}  // namespace polyspike
