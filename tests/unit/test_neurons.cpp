// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/neurons.hpp"

#include <catch2/catch.hpp>

#include "formats/domain.hpp"
#include "golden.hpp"
#include "network/lower.hpp"
#include "program/cone.hpp"
#include "program/evaluate.hpp"
#include "property/decisions.hpp"
#include "property/partition.hpp"

using namespace polyspike;

namespace {

// Layers over a box; the last one is the identity on what came before.
Network layered(std::vector<Layer> layers, std::vector<std::pair<Rational, Rational>> bounds) {
  return Network{LayeredNetwork{std::move(layers)}, std::nullopt, box(bounds)};
}

Problem problem_of(const Network& network) {
  return make_problem(lower(network), *network.domain).value();
}

std::vector<Activity> activity(const Network& network) {
  return find_activity(problem_of(network), {});
}

// By the definition, from a partition of the whole network in all dimensions. Right for
// spiking neurons, whose pieces are open where what they do changes.
std::vector<Activity> slow_activity(const Problem& problem) {
  const std::size_t neurons = problem.program.neurons.size();
  std::vector<bool> active(neurons), inactive(neurons);
  ExploreOptions options;
  options.all_dimensions = true;
  explore(problem, options, [&](const Leaf& leaf) {
    const Pattern pattern = leaf.pattern();
    for (std::size_t k = 0; k < neurons; ++k)
      (pattern[k].kind == Decision::Kind::never ? inactive : active)[k] = true;
    return true;
  });
  std::vector<Activity> result;
  for (std::size_t k = 0; k < neurons; ++k)
    result.push_back(!active[k]    ? Activity::dead
                     : inactive[k] ? Activity::sometimes
                                   : Activity::always);
  return result;
}

}  // namespace

TEST_CASE("activity of ReLUs counts borders of the domain", "[neurons]") {
  const Network network = layered(
      {{{{{1}, {1}, {-1}, {0}, {0}, {1}}, {0, 1, 0, 0, 1, -1}}, "relu"}}, {{0, 1}});
  using enum Activity;
  REQUIRE(activity(network) ==
          std::vector<Activity>{sometimes, always, dead, dead, always, dead});
}

TEST_CASE("activity of golden spiking networks", "[neurons]") {
  int networks = 0;
  for_each_expected(test_data() + "/golden/golden.json",
                    [&](const std::string& name, Json) {
                      INFO(name);
                      const Network network = read_network(golden_file(name));
                      if (!network.is_spiking()) return;
                      const Problem problem = problem_of(network);
                      REQUIRE(find_activity(problem, {}) == slow_activity(problem));
                      ++networks;
                    });
  REQUIRE(networks > 30);
  using enum Activity;
  REQUIRE(activity(read_network(golden_file("fires_at_one_point"))) ==
          std::vector<Activity>{always, always, sometimes});
  REQUIRE(activity(read_network(golden_file("never_1d"))) ==
          std::vector<Activity>{always, always, dead});
}

TEST_CASE("an exhausted budget leaves what the weights do not tell unknown", "[neurons]") {
  Budget budget;
  budget.interrupt();
  ExploreOptions options;
  options.budget = &budget;
  const Problem problem = problem_of(read_network(golden_file("never_1d")));
  REQUIRE(find_activity(problem, options) ==
          std::vector{Activity::always, Activity::always, Activity::unknown});
  REQUIRE_FALSE(find_decisions(problem, DecisionRule::earliest, options).complete);
}

TEST_CASE("cones of outputs compute the same values", "[cone]") {
  const Program program = lower(read_network(golden_file("femu0_lsnn")));
  const Evaluation whole = evaluate(program, Point(program.inputs, Rational(1, 3)));
  for (Register r = 0; r < program.registers(); ++r) {
    const Register outputs[] = {r};
    const Cone cone = find_cone(program, outputs);
    REQUIRE(cone.program.registers() <= program.registers());
    const Evaluation part = evaluate(cone.program, Point(program.inputs, Rational(1, 3)));
    REQUIRE(part.outputs(cone.program).front() == whole.registers[r]);
    REQUIRE(cone.program.neurons.size() == part.pattern.size());
  }
}

TEST_CASE("who is largest where, with ties", "[neurons]") {
  // Outputs x, -x, x and |x| - 1/2 on [-1, 1].
  const Network network = layered({{{{{1}, {-1}}, {0, 0}}, "relu"},
                                   {{{{1, -1}, {-1, 1}, {1, -1}, {1, 1}},
                                     {0, 0, 0, Rational(-1, 2)}},
                                    "identity"}},
                                  {{-1, 1}});
  const Decisions largest =
      find_decisions(problem_of(network), DecisionRule::largest, {});
  REQUIRE(largest.complete);
  REQUIRE(largest.winners.size() == 2);
  REQUIRE(largest.winners[0].outputs == OutputSet{0, 2});
  REQUIRE(largest.winners[0].regions == 1);
  REQUIRE(largest.winners[1].outputs == OutputSet{1});
  REQUIRE(largest.border_ties == std::vector<OutputSet>{{0, 1, 2}});
  const Decisions earliest =
      find_decisions(problem_of(network), DecisionRule::earliest, {});
  // The smallest: |x| - 1/2 where |x| < 1/4, else the other two.
  REQUIRE(earliest.winners.size() == 3);
  REQUIRE(earliest.winners[0].outputs == OutputSet{0, 2});
  REQUIRE(earliest.winners[1].outputs == OutputSet{1});
  REQUIRE(earliest.winners[2].outputs == OutputSet{3});
  REQUIRE(earliest.winners[2].regions == 1);
  REQUIRE(earliest.border_ties == std::vector<OutputSet>{{0, 2, 3}, {1, 3}});
}

TEST_CASE("a tie inside the region of one winner", "[neurons]") {
  // Outputs 0 and -|x|: the first wins on both sides of the tie.
  const Network network = layered({{{{{1}, {-1}}, {0, 0}}, "relu"},
                                   {{{{0, 0}, {-1, -1}}, {0, 0}}, "identity"}},
                                  {{-1, 1}});
  const Decisions decisions =
      find_decisions(problem_of(network), DecisionRule::largest, {});
  REQUIRE(decisions.winners.size() == 1);
  REQUIRE(decisions.winners[0].outputs == OutputSet{0});
  REQUIRE(decisions.winners[0].regions == 1);
  REQUIRE(decisions.border_ties == std::vector<OutputSet>{{0, 1}});
}

TEST_CASE("where nothing fires there is no winner", "[neurons]") {
  Network network = read_network(golden_file("W_negative_2d"));
  SpikingNetwork& spiking = std::get<SpikingNetwork>(network.body);
  spiking.outputs.push_back(spiking.outputs.front());
  const Decisions decisions =
      find_decisions(problem_of(network), DecisionRule::earliest, {});
  REQUIRE(decisions.winners.size() == 2);
  REQUIRE(decisions.winners[0].outputs.empty());
  REQUIRE(decisions.winners[1].outputs == OutputSet{0, 1});
}
