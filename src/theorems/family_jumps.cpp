// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/formulas.hpp"
#include "theorems/instances.hpp"
#include "theorems/suite.hpp"

namespace polyspike {

namespace {

using namespace instances;

// x of weight -w against a reference at 0 and a late strong one: just before the jump the
// potential touches the threshold, just after it waits for the late one.
Network late_rescue(const Rational& w) {
  return spiking(
      cube(1, 0, 2), {0, 3},
      {{"v", 1, {from_input(0, -w), from_reference(0, 1), from_reference(1, w)}}});
}

void add_neurons(Suite& suite) {
  suite.claim("negative weights: the firing time can jump, between numbers");
  int number = 0;
  for (const Rational& w : {Rational(1), Rational(2), Rational(5, 2)})
    suite.add(text("t2_jump_", ++number),
              text("weights -", w.str(), ", 1, ", w.str(), "; references at 0 and 3"),
              late_rescue(w), {"not continuous", "fires"});
  suite.claim("... and to never firing");
  const Weights silent[] = {{1, -2}, {1, -1}, {2, 1, -4}};
  number = 0;
  for (const Weights& weights : silent)
    suite.add(text("t2_silent_", ++number), text("weights ", list(weights)),
              neuron(weights), {"not continuous", "not fires", "never-regions=1"});
}

void add_relu_networks(Suite& suite) {
  suite.claim("ReLU networks never jump");
  const std::vector<std::uint64_t> shapes[] = {{1, 3, 2, 1}, {2, 3, 2}, {3, 4, 3, 2}};
  int number = 0;
  for (const auto& widths : shapes) {
    std::mt19937 random(static_cast<unsigned>(++number));
    suite.add(text("t2_relu_", number), text("ReLU ", list(widths, "-")),
              relu_layers(random, widths), {"continuous", "fires"});
  }
}

}  // namespace

std::vector<Theorem> jump_theorems() {
  Suite suite("T2");
  add_neurons(suite);
  add_relu_networks(suite);
  return std::move(suite).take();
}

}  // namespace polyspike
