// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hull.hpp"
#include "formats/domain.hpp"
#include "network/lower.hpp"
#include "program/evaluate.hpp"
#include "theorems/formulas.hpp"
#include "theorems/instances.hpp"
#include "theorems/suite.hpp"

namespace polyspike {

namespace {

using namespace instances;

void add_gadgets(Suite& suite) {
  suite.claim("two layers and 4 neurons are max(0, x) on [-b, b]; 5 in strict layers");
  for (const int b : {1, 2, 3}) {
    const std::string file = text("t3_relu_", b, ".json");
    for (const bool strict : {false, true})
      suite
          .add(text("t3_gadget_", b) + (strict ? "_strict" : ""),
               text("b = ", b) + (strict ? ", strict layers" : ""),
               relu_gadget(b, strict),
               {strict ? "neurons=5" : "neurons=4", "layers=2", text("equal ", file)})
          .companions = {{file, relu(-b, b)}};
  }
}

// A neuron that fires at T for x in [a, 0] without the spike of x, which arrives at d +
// x, and at T + x for x in [0, b] after it: T <= a + d, as it comes too late at x = a,
// and d < T, as it comes in time near x = 0. In a domain of all (a, d, T) with a <= 0, up
// to the scale of time, the first gives T - d <= 0.
Network late_and_early() {
  Domain domain = box({{-1, 0}, {-1, 1}, {-1, 1}});
  AffineForm too_late(3);  // a + d - T
  too_late.gradient = {1, 1, -1};
  domain.half_spaces.push_back({too_late, false});
  return {LayeredNetwork{{{{{{0, -1, 1}}, {0}}, "identity"}}}, std::nullopt, domain};
}

// A causal set among k references just before 0 and one just after: the rows that say
// when each arrives, r < T or r >= T for the first, r <= T or r > T for the second.
void add_references(std::size_t k, std::size_t before, std::size_t after,
                    std::vector<HalfSpace>& rows) {
  for (std::size_t r = 0; r < k; ++r) {
    AffineForm late(3 + k);  // r - T
    late.gradient[3 + r] = 1;
    late.gradient[2] = -1;
    const bool is_first = (before >> r & 1) != 0, is_second = (after >> r & 1) != 0;
    rows.push_back({is_first ? -late : late, is_first});
    rows.push_back({is_second ? -late : late, !is_second});
  }
}

// Pairs of causal sets, without x just before 0 and with it just after, that some
// arrivals of x and the k references allow; variables a, d, T and the arrivals of the
// references.
std::optional<std::string> count_causal_sets(std::size_t k, Budget& budget) {
  AffineForm below(3 + k), too_late(3 + k), in_time(3 + k);
  below.gradient[0] = -1;                           // a < 0
  too_late.gradient[0] = too_late.gradient[1] = 1;  // a + d >= T
  too_late.gradient[2] = -1;
  in_time.gradient[2] = 1;  // d < T
  in_time.gradient[1] = -1;
  std::size_t possible = 0;
  for (std::size_t before = 0; before >> k == 0; ++before)
    for (std::size_t after = 0; after >> k == 0; ++after) {
      if (budget.exhausted()) return std::nullopt;
      std::vector<HalfSpace> rows = {{below, true}, {too_late, false}, {in_time, true}};
      add_references(k, before, after, rows);
      possible += find_hull(Flat::whole(3 + k), rows).has_value();
    }
  return text(possible, " of ", std::size_t{1} << (2 * k), " possible");
}

void add_one_neuron(Suite& suite) {
  suite.claim(
      "one neuron, one synapse from x, k references of any sign: never max(0, x) + c");
  suite.add("t3_one_neuron", "x too late at a < 0, in time at 0", late_and_early(),
            {"output<=0"});
  for (const std::size_t k : {1U, 2U, 3U})
    suite.add(text("t3_causal_sets_", k), text("pairs of causal sets, k = ", k),
              Search{text("0 of ", std::size_t{1} << (2 * k), " possible"),
                     [k](Budget& budget) { return count_causal_sets(k, budget); }});
}

// Whether the neuron is max(0, x) + c at some points of [-1, 1]: what is equal is so.
bool looks_like_relu(const Network& network) {
  const Program program = lower(network);
  const Value base = evaluate(program, Point{Rational(-1)}).outputs(program).front();
  if (!base) return false;
  for (const Rational& x : {Rational(-1, 2), Rational(0), Rational(1, 2), Rational(1)}) {
    const Value value = evaluate(program, Point{x}).outputs(program).front();
    if (!value || *value != *base + (x.sign() > 0 ? x : Rational())) return false;
  }
  return true;
}

std::optional<std::string> try_neurons(Budget& budget) {
  const Rational weights[] = {-2, -1, Rational(-1, 2), Rational(1, 2), 1, 2};
  std::size_t tried = 0, equal = 0;
  for (const Rational& w : weights)
    for (const Rational& first : weights)
      for (const Rational& second : weights)
        for (const int delay : {0, 1, 2})
          for (const int threshold : {1, 2}) {
            if (budget.exhausted()) return std::nullopt;
            const SpikingNeuron v{"v",
                                  threshold,
                                  {from_input(0, w, delay), from_reference(0, first),
                                   from_reference(1, second)}};
            equal += looks_like_relu(spiking(cube(1, -1, 1), {0, 1}, {v}));
            ++tried;
          }
  return text(equal, " of ", tried, " equal");
}

void add_neurons_tried(Suite& suite) {
  suite.add("t3_neurons_tried", "all with small weights, 2 references",
            Search{"0 of 1296 equal", try_neurons});
}

}  // namespace

std::vector<Theorem> one_layer_theorems() {
  Suite suite("T3");
  add_gadgets(suite);
  add_one_neuron(suite);
  add_neurons_tried(suite);
  return std::move(suite).take();
}

}  // namespace polyspike
