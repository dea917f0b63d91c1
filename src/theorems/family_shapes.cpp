// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/folding.hpp"
#include "theorems/formulas.hpp"
#include "theorems/instances.hpp"
#include "theorems/suite.hpp"

namespace polyspike {

namespace {

using namespace instances;

std::string count(const char* what, std::uint64_t number) {
  return text(what, "=", number);
}

void add_convexity(Suite& suite) {
  suite.claim("a region whose causal set has at most one negative synapse is convex");
  const Weights weights[] = {{2, 1, -1}, {1, 2, 3}, {1, 2, 3, -4}};
  int number = 0;
  for (const Weights& w : weights)
    suite.add(text("convex_", ++number), text("weights ", list(w)), neuron(w),
              {"convex-cells"});
  suite.claim("... with two it need not be");
  suite.add("convex_not", "weights 1, 3 at times 0, 2; x1, x2 of weight -1",
            spiking(cube(2, 0, 2), {0, 2},
                    {{"v",
                      1,
                      {from_reference(0, 1), from_input(0, -1), from_input(1, -1),
                       from_reference(1, 3)}}}),
            {"not convex-cells"});
}

void add_connectedness(Suite& suite) {
  suite.claim("regions are connected where all arrivals are independent");
  const Weights weights[] = {{1, 3, -1, -1}, {2, 1, -1, -3}};
  int number = 0;
  for (const Weights& w : weights) {
    const std::uint64_t cells =
        formulas::causal_regions(w) + (formulas::has_never_region(w) ? 1 : 0);
    suite.add(text("connected_", ++number), text("weights ", list(w)), neuron(w),
              {count("cells", cells), count("cell-components", cells)});
  }
  suite.claim("... but not on a slice, with references: one map, two linear regions");
  suite.add("connected_not", "references at 0, 3, 7/2; x1, x2 of weight -1",
            spiking(cube(2, 0, 6), {0, 3, Rational(7, 2)},
                    {{"v",
                      1,
                      {from_reference(0, 1), from_input(0, -1), from_input(1, -1),
                       from_reference(1, 3), from_reference(2, 1)}}}),
            {"distinct-maps=5", "linear-regions=6"});
}

void add_borders(Suite& suite) {
  suite.claim(
      "d positive weights: regions S and T touch iff they differ by one input, "
      "d (2^(d-1) - 1) borders");
  for (unsigned d = 2; d <= 4; ++d) {
    Weights weights;
    for (unsigned i = 0; i < d; ++i) weights.push_back(static_cast<int>(2 * i + 1));
    suite.add(text("borders_", d), text("d = ", d), neuron(weights),
              {count("adjacent-cells", formulas::borders(d))});
  }
}

void add_folding(Suite& suite) {
  suite.claim(
      "folding networks 2-m-2-m-2, positive weights: product of m - 1 linear regions");
  const std::vector<unsigned> shapes[] = {{4}, {3, 3}, {3, 3, 3}, {4, 5}, {5, 4, 3}};
  int number = 0;
  for (const auto& folds : shapes) {
    std::string widths = "m =";
    for (const unsigned m : folds) widths += text(" ", m);
    suite.add(text("folding_", ++number), widths, folding(folds),
              {count("linear-regions", formulas::folded_regions(folds)), "concave"});
  }
}

}  // namespace

std::vector<Theorem> shape_theorems() {
  Suite suite("shapes");
  add_convexity(suite);
  add_connectedness(suite);
  add_borders(suite);
  add_folding(suite);
  return std::move(suite).take();
}

}  // namespace polyspike
