// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "emulate/emulation.hpp"
#include "emulation_cases.hpp"

namespace polyspike {

namespace {

constexpr Construction to_spiking[] = {Construction::paper, Construction::layered,
                                       Construction::twin, Construction::compact,
                                       Construction::window};

const Emulation& made(const EmulationResult& result) {
  if (const auto* refused = std::get_if<Refusal>(&result)) FAIL(refused->reason);
  return std::get<Emulation>(result);
}

void check_equal_at_points(const Network& a, const Network& b, cases::Random& random,
                           int count) {
  const Program first = lower(a), second = lower(b);
  for (const Point& point : cases::draw_points(random, a, count))
    REQUIRE(cases::values_at(first, point) == cases::values_at(second, point));
}

}  // namespace

TEST_CASE("emulate: random ReLU networks in all constructions agree at points") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    cases::Random random(seed);
    const Network relu = cases::draw_relu(random);
    for (const Construction construction : to_spiking)
      for (const bool single : {false, true}) {
        if (single && construction != Construction::compact) continue;
        INFO("seed " << seed << ", " << construction_name(construction) << single);
        const EmulationResult result = emulate(relu, construction, {single, false});
        const Emulation& emulation = made(result);
        CHECK(emulation.size.neurons <= emulation.bound.neurons);
        CHECK(emulation.size.layers <= emulation.bound.layers);
        check_equal_at_points(relu, emulation.network, random, 60);
      }
  }
}

TEST_CASE("emulate: random spiking networks as trees agree at points") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    cases::Random random(seed);
    const bool mixed = seed % 2 == 0;
    const Network spiking = cases::draw_srm(random, mixed);
    const Construction construction =
        mixed ? Construction::min_max : Construction::min_tree;
    for (const bool only_on_domain : {false, true}) {
      INFO("seed " << seed << " on domain " << only_on_domain);
      const EmulationResult result =
          emulate(spiking, construction, {false, only_on_domain});
      const Emulation& emulation = made(result);
      CHECK(emulation.size.neurons <= emulation.bound.neurons);
      CHECK(emulation.size.layers <= emulation.bound.layers);
      check_equal_at_points(spiking, emulation.network, random, 60);
    }
  }
}

}  // namespace polyspike
