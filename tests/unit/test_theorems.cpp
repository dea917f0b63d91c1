// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <set>

#include "emulate/emulation.hpp"
#include "emulation_cases.hpp"
#include "property/partition.hpp"
#include "theorems/decider.hpp"
#include "theorems/folding.hpp"
#include "theorems/formulas.hpp"
#include "theorems/instances.hpp"
#include "theorems/run.hpp"
#include "theorems/suite.hpp"

// The theorems' formulas against the engine on random instances, beyond those of the
// suite.
namespace polyspike {

namespace {

using namespace instances;

Finding decide(const Network& network, const std::string& line) {
  Budget budget;
  Decider decider(
      network, [&](const std::string&) { return network; }, budget);
  const auto statement = parse_statement(line, network.outputs());
  REQUIRE(statement);
  return decider.decide(*statement);
}

bool holds(const Network& network, const std::string& line) {
  return decide(network, line).verdict == Verdict::holds;
}

Weights draw_weights(cases::Random& random, int size) {
  Weights weights;
  while (static_cast<int>(weights.size()) < size) {
    const Rational w = cases::draw_rational(random);
    if (!w.is_zero()) weights.push_back(w);
  }
  return weights;
}

}  // namespace

TEST_CASE("theorems: the formulas of known small cases") {
  using namespace formulas;
  CHECK(positive_regions(3) == 7);
  CHECK(positive_regions(2, 2, true) == 10);
  CHECK(positive_regions(2, 2, false) == 3);
  CHECK(causal_regions(Weights{1, 2, -2}) == 4);
  CHECK(has_never_region(Weights{1, -1}));
  CHECK_FALSE(has_never_region(Weights{2, -1}));
  CHECK(is_continuous(Weights{1, 1, Rational(-9, 10)}));
  CHECK_FALSE(is_continuous(Weights{1, 1, -1}));
  CHECK_FALSE(is_continuous(Weights{-1}));
  CHECK(continuous_regions(2, 1) == 6);
  CHECK(window_is_linear(Weights{1, 2}, 1, 1));
  CHECK_FALSE(window_is_linear(Weights{1, 2}, 1, Rational(7, 8)));
  CHECK(shared_weights_cells(2, 3) == 19);
  CHECK(borders(3) == 9);
  CHECK(folded_regions(std::vector<unsigned>{3, 3, 3}) == 8);
  CHECK(ceil_log2(1) == 0);
  CHECK(ceil_log2(4) == 2);
  CHECK(ceil_log2(5) == 3);
  const std::vector<std::uint64_t> widths{2, 2, 2, 1};
  CHECK(relu_size(widths).neurons == 7);
  CHECK(paper_size(widths).neurons == 7 + 3 * 7 - 6);
  CHECK(paper_size(widths).layers == 7);
  CHECK(compact_size(widths).neurons == 8);
  CHECK(min_tree_size(2).neurons == 2 + 8 + 1);
}

TEST_CASE("theorems: regions, silence and continuity of random neurons") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    cases::Random random(seed);
    const Weights weights = draw_weights(random, cases::draw(random, 1, 4));
    const Network network = neuron(weights);
    INFO("seed " << seed << ", weights " << list(weights));
    const std::uint64_t regions = formulas::causal_regions(weights);
    const bool is_silent = formulas::has_never_region(weights);
    CHECK(decide(network, "cells=0").found == text("cells=", regions + is_silent));
    CHECK(holds(network, text("distinct-maps=", regions)));
    CHECK(holds(network, text("cell-components=", regions + is_silent)));
    CHECK(holds(network, text("never-regions=", is_silent ? 1 : 0)));
    CHECK(holds(network, "fires") == !is_silent);
    const bool is_constant = regions == 0;  // never fires: continuous by convention
    CHECK(holds(network, "continuous") ==
          (formulas::is_continuous(weights) || is_constant));
  }
}

TEST_CASE("theorems: windows of random positive neurons") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    cases::Random random(seed);
    Weights weights = draw_weights(random, cases::draw(random, 1, 3));
    for (Rational& w : weights) w = abs(w);
    const Network linear = neuron(weights);
    Network finite = linear;
    const Rational window(cases::draw(random, 1, 12), 4);
    std::get<SpikingNetwork>(finite.body).response = Response::window(window);
    Budget budget;
    Decider decider(
        finite, [&](const std::string&) { return linear; }, budget);
    const Finding finding = decider.decide(*parse_statement("equal linear.json", 1));
    INFO("seed " << seed << ", weights " << list(weights) << ", window " << window.str());
    CHECK((finding.verdict == Verdict::holds) ==
          formulas::window_is_linear(weights, 1, window));
    REQUIRE(finding.equality);
    if (const auto& point = finding.equality->point)
      CHECK(cases::values_at(lower(finite), *point) !=
            cases::values_at(lower(linear), *point));
  }
}

TEST_CASE("theorems: regions of folding networks") {
  for (unsigned m = 2; m <= 6; ++m)
    for (unsigned n = 2; n <= 4; ++n) {
      const std::vector<unsigned> folds{m, n};
      CHECK(decide(folding(folds), "linear-regions=0").found ==
            text("linear-regions=", formulas::folded_regions(folds)));
    }
}

TEST_CASE("theorems: sizes of emulations of random widths") {
  using Size = formulas::Size (*)(std::span<const std::uint64_t>);
  const std::pair<Construction, Size> sizes[] = {
      {Construction::layered, formulas::layered_size},
      {Construction::twin, formulas::twin_size},
      {Construction::compact, formulas::compact_size},
      {Construction::window, formulas::window_size}};
  for (unsigned seed = 1; seed <= 30; ++seed) {
    cases::Random random(seed);
    std::vector<std::uint64_t> widths;
    for (int l = cases::draw(random, 2, 5); l > 0; --l)
      widths.push_back(static_cast<std::uint64_t>(cases::draw(random, 1, 4)));
    const Network relu = relu_layers(random, widths);
    for (const auto& [construction, size] : sizes) {
      INFO("seed " << seed << ", " << construction_name(construction));
      const auto result = emulate(relu, construction);
      const NetworkSize found = std::get<Emulation>(result).size;
      CHECK(found.neurons == size(widths).neurons);
      CHECK(found.layers == size(widths).layers);
    }
  }
}

TEST_CASE("theorems: a suite of distinct files, statements that read back") {
  std::set<std::string> names;
  for (const Family& family : families())
    for (const Theorem& theorem : family.make()) {
      CHECK(names.insert(theorem.name).second);
      CHECK((theorem.network || theorem.search));
      for (const Statement& statement : theorem.statements) {
        const auto again = parse_statement(statement.line(), theorem.network->outputs());
        REQUIRE(again);
        CHECK(again->line() == statement.line());
        CHECK(again->kind == statement.kind);
        CHECK(again->holds == statement.holds);
      }
    }
  CHECK(names.size() > 100);
}

TEST_CASE("theorems: a wrong expectation is refuted, a limit leaves it open") {
  Suite suite("test");
  suite.claim("wrong");
  const Network network = neuron({1, 2});
  suite.add("wrong", "", network, {"cells=4", "monotone"});
  suite.add("not", "", network, {"not continuous"});
  suite.add("search", "", {"1", [](Budget&) { return std::optional<std::string>("2"); }});
  suite.add("open", "", {"1", [](Budget&) { return std::optional<std::string>(); }});
  const InstanceFolder folder;
  using V = TheoremRow::Verdict;
  std::vector<V> verdicts;
  for (const Theorem& theorem : std::move(suite).take()) {
    Budget budget;
    verdicts.push_back(run_theorem(theorem, folder, std::nullopt, budget).verdict);
  }
  CHECK(verdicts == std::vector<V>{V::refuted, V::refuted, V::refuted, V::not_proved});
}

TEST_CASE("theorems: lines of claims") {
  CHECK(parse_statement("  not   cells=3 ", 1)->line() == "not cells=3");
  CHECK(parse_statement("equal a b.json", 1)->file == "a b.json");
  CHECK(parse_statement("output2<=1/2", 2));
  for (const char* line :
       {"", "not", "cell", "neurons=", "neurons=x", "neurons=3x", "layers=-1",
        "output2<=1/2", "not not cells=3", "convex-cells=2"})
    CHECK_FALSE(parse_statement(line, 1));
}

}  // namespace polyspike
