// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "emulate/emulation.hpp"
#include "emulation_cases.hpp"
#include "property/equal_compositional.hpp"

namespace polyspike {

namespace {

constexpr Construction to_spiking[] = {Construction::paper,   Construction::layered,
                                       Construction::shared,  Construction::twin,
                                       Construction::compact, Construction::window};

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

// A layer of n takes 2 n + 1 - r neurons, r^2 <= n behind the inputs and 2 r^2 <= n
// later, as far as signs permit: less than 2 n from n = 4 and n = 8 on.
TEST_CASE("emulate: shared carriers go below 2 n neurons in a strict layer") {
  Budget budget;
  for (const auto& [width, least] : {std::pair{2, 2}, {4, 3}, {8, 3}, {9, 4}}) {
    cases::Random random(static_cast<unsigned>(width));
    LayeredNetwork layered;
    const auto n = static_cast<std::size_t>(width);
    const int maps = 4;
    for (int l = 0; l < maps; ++l)
      layered.layers.push_back({cases::draw_map(random, n, l + 1 < maps ? n : 1),
                                l + 1 < maps ? "relu" : "identity"});
    for (Layer& layer : layered.layers)
      for (auto& row : layer.map.weights)
        for (Rational& weight : row) weight = Rational(cases::draw(random, -9, 9), 4);
    const Network relu{std::move(layered), std::nullopt, cases::draw_box(random, n)};
    const auto plain = emulate(relu, Construction::layered);
    const auto result = emulate(relu, Construction::shared);
    const Emulation& emulation = made(result);
    INFO("width " << width);
    CHECK(emulation.size.layers == static_cast<std::size_t>(maps));
    CHECK(emulation.size.neurons + static_cast<std::size_t>(least) <=
          made(plain).size.neurons);
    check_equal_at_points(relu, emulation.network, random, 60);
    CHECK(prove_equal_compositional(relu, emulation.network, budget).verdict ==
          EqualityProof::Verdict::equal);
  }
}

// One layer of up to 5 positive synapses a neuron, from inputs and references, some of
// them parallel.
TEST_CASE("emulate: random positive layers by chains agree at points, at least depth") {
  for (unsigned seed = 1; seed <= 120; ++seed) {
    cases::Random random(seed);
    SpikingNetwork srm;
    srm.inputs = static_cast<std::size_t>(cases::draw(random, 1, 3));
    srm.input_time = cases::draw_rational(random);
    srm.output_time = cases::draw_rational(random);
    srm.references = {cases::draw_rational(random), cases::draw_rational(random)};
    int most = 0;
    for (int n = cases::draw(random, 1, 2); n > 0; --n) {
      SpikingNeuron neuron{"v", Rational(cases::draw(random, 1, 6), 2), {}};
      const int synapses = cases::draw(random, 1, 5);
      most = std::max(most, synapses);
      for (int k = 0; k < synapses; ++k) {
        const bool is_input = cases::draw(random, 0, 3) > 0;
        const Source from{is_input ? Source::Kind::input : Source::Kind::reference,
                          random() % (is_input ? srm.inputs : 2)};
        neuron.synapses.push_back({from, Rational(cases::draw(random, 1, 5), 2),
                                   Rational(cases::draw(random, 0, 3), 2)});
      }
      srm.outputs.push_back({Source::Kind::neuron, srm.neurons.size()});
      srm.neurons.push_back(std::move(neuron));
    }
    const std::size_t inputs = srm.inputs;
    const Network spiking{std::move(srm), std::nullopt, cases::draw_box(random, inputs)};
    INFO("seed " << seed);
    const EmulationResult result = emulate(spiking, Construction::chains);
    const Emulation& emulation = made(result);
    std::size_t depth = 1;
    while (1 << (depth - 1) < most) ++depth;
    CHECK(emulation.size.layers == depth);
    CHECK(emulation.size.layers <= emulation.bound.layers);
    CHECK(emulation.size.neurons <= emulation.bound.neurons);
    check_equal_at_points(spiking, emulation.network, random, 60);
  }
}

}  // namespace polyspike
