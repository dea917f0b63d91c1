// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/formulas.hpp"
#include "theorems/instances.hpp"
#include "theorems/suite.hpp"

namespace polyspike {

namespace {

using namespace instances;

void add_neurons(Suite& suite) {
  suite.claim(
      "d positive weights: continuous, increasing, concave, exactly 2^d - 1 linear "
      "regions");
  for (unsigned d = 1; d <= 5; ++d) {
    Weights weights;
    for (unsigned i = 1; i <= d; ++i)
      weights.push_back(Rational(static_cast<int>(i + 1), 2));
    suite.add(text("t1_positive_", d), text("weights ", list(weights)), neuron(weights),
              {text("linear-regions=", formulas::positive_regions(d)), "continuous",
               "monotone", "concave", "fires"});
  }
}

void add_networks(Suite& suite) {
  suite.claim(
      "networks of positive weights: continuous, increasing, concave, 1-Lipschitz");
  const std::vector<std::uint64_t> shapes[] = {{2, 2, 1}, {2, 3, 2, 2}, {3, 2, 1}};
  int number = 0;
  for (const auto& widths : shapes) {
    std::mt19937 random(static_cast<unsigned>(++number));
    suite.add(text("t1_positive_network_", number), list(widths, "-"),
              spiking_layers(random, widths, {Rational(1, 2), 1, Rational(3, 2), 2}),
              {"continuous", "monotone", "concave", "fires", "lipschitz<=1"});
  }
}

}  // namespace

std::vector<Theorem> positive_theorems() {
  Suite suite("T1+");
  add_neurons(suite);
  add_networks(suite);
  return std::move(suite).take();
}

}  // namespace polyspike
