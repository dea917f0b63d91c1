// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/formulas.hpp"
#include "theorems/instances.hpp"
#include "theorems/suite.hpp"

namespace polyspike {

namespace {

using namespace instances;

void add_positive_sums(Suite& suite) {
  suite.claim("a sum of weights > 0 is continuous for two synapses, not for three");
  suite.add("sum_two", "weights 2, -1", neuron({2, -1}), {"continuous", "fires"});
  suite.add("sum_three", "weights 1, 2, -2", neuron({1, 2, -2}),
            {"not continuous", "fires"});
}

void add_references(Suite& suite) {
  suite.claim("with references: (2^d - 1)(k + 1) + 1 regions, more than 2^d - 1");
  const std::pair<unsigned, unsigned> sizes[] = {{1, 1}, {1, 2}, {2, 1}, {2, 2}, {3, 2}};
  for (const auto& [d, k] : sizes) {
    SpikingNeuron v{"v", 4, {}};
    std::vector<Rational> references;
    for (unsigned r = 0; r < k; ++r) {
      references.push_back(static_cast<int>(r));
      v.synapses.push_back(from_reference(r, 1));
    }
    for (unsigned i = 0; i < d; ++i)
      v.synapses.push_back(from_input(i, static_cast<int>(i + 1)));
    suite.add(text("references_", d, "_", k),
              text("d = ", d, ", references at ", list(references)),
              spiking(cube(d, -9, 9), references, {v}),
              {text("cells=", formulas::positive_regions(d, k, true))});
  }
}

void add_finite_responses(Suite& suite) {
  suite.claim(
      "positive weights and finite responses: not T1+, the neuron may jump and stay "
      "silent");
  Network gap =
      spiking(cube(1, -2, 2), {0},
              {{"v", Rational(3, 2), {from_input(0, 1), from_reference(0, 1)}}});
  std::get<SpikingNetwork>(gap.body).response = Response::window(1);
  suite.add("finite_positive", "weights 1, 1, theta 3/2, delta 1", gap,
            {"not continuous", "not fires"});
  suite.claim("one layer is max(0, x) with finite responses: 3 neurons");
  int number = 0;
  for (const auto& [b, delta] : {std::pair<Rational, Rational>{1, 2}, {1, 5}, {2, 3}}) {
    const Rational half(1, 2);
    Network one = spiking(
        cube(1, -b, b), {(delta + b) * half},
        {{"v", (delta - b) * half, {from_reference(0, 1), from_input(0, -1)}}}, delta);
    std::get<SpikingNetwork>(one.body).response = Response::window(delta);
    const std::string name = text("finite_relu_", ++number);
    const std::string file = text(name, "_relu.json");
    suite
        .add(name, text("b = ", b.str(), ", delta = ", delta.str()), std::move(one),
             {"neurons=3", "layers=1", text("equal ", file)})
        .companions = {{file, relu(-b, b)}};
  }
}

void add_parallel_synapses(Suite& suite) {
  suite.claim("one neuron is max(0, x) with two synapses from x");
  suite
      .add("parallel", "x of weights 1, -1 and delays 1, 2",
           spiking(cube(1, -1, 1), {1, 2},
                   {{"v",
                     2,
                     {from_input(0, 1, 1), from_input(0, -1, 2), from_reference(0, 1),
                      from_reference(1, -1)}}},
                   2),
           {"layers=1", "equal parallel_relu.json"})
      .companions = {{"parallel_relu.json", relu(-1, 1)}};
}

// At x = 3/2 the potential of n3 just touches 19/2, elsewhere it stays below.
Network touching(const Rational& threshold) {
  return spiking(cube(1, -4, 4), {0, 40},
                 {{"n1", 4, {from_input(0, Rational(-1, 2)), from_reference(0, 1)}},
                  {"n2", 3, {from_input(0, 2, 8), from_neuron(0, 1)}},
                  {"n3", threshold, {from_reference(0, 1), from_neuron(1, -2)}}});
}

void add_depth(Suite& suite) {
  suite.claim(
      "deep networks can fire at one point only: full-dimensional cells do not tell all");
  suite
      .add("one_point", "fires at x = 3/2 only", touching(Rational(19, 2)),
           {"not fires", "distinct-maps=0", "not equal one_point_silent.json"})
      .companions = {{"one_point_silent.json", touching(Rational(9501, 1000))}};
  suite.claim("... and an inhibitory synapse turns lower into upper semicontinuity");
  suite.add(
      "deep_upper", "at x = 1 the value is 14, the limits 14, 10",
      spiking(cube(1, 0, 2), {0, 3},
              {{"n1", 1, {from_input(0, -2), from_reference(0, 1), from_reference(1, 2)}},
               {"n2", 9, {from_neuron(0, -1), from_reference(1, 2)}}}),
      {"not continuous", "fires"});
  suite.claim("depth keeps continuity where every neuron has min w+ > sum |w-|");
  std::mt19937 random(3);
  const std::uint64_t widths[] = {2, 2, 2};
  suite.add("deep_continuous", "2-2-2, weights 1, 2, -1/3",
            spiking_layers(random, widths, {1, 2, 1, Rational(-1, 3)}), {"continuous"});
}

}  // namespace

std::vector<Theorem> correction_theorems() {
  Suite suite("corrections");
  add_positive_sums(suite);
  add_references(suite);
  add_finite_responses(suite);
  add_parallel_synapses(suite);
  add_depth(suite);
  return std::move(suite).take();
}

}  // namespace polyspike
