// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <catch2/catch.hpp>

#include "emulate/emulation.hpp"
#include "emulation_cases.hpp"
#include "golden.hpp"
#include "property/equal_compositional.hpp"

namespace polyspike {

namespace {

using Verdict = EqualityProof::Verdict;

EqualityProof prove(const Network& a, const Network& b) {
  Budget budget;
  return prove_equal_compositional(a, b, budget);
}

}  // namespace

TEST_CASE("equal_compositional: random ReLU networks and all their emulations") {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    cases::Random random(seed);
    const Network relu = cases::draw_relu(random);
    for (const Construction construction :
         {Construction::paper, Construction::layered, Construction::shared,
          Construction::twin, Construction::compact, Construction::window})
      for (const bool single : {false, true}) {
        if (single && construction != Construction::compact) continue;
        const auto result = emulate(relu, construction, {single, false});
        const Network& spiking = std::get<Emulation>(result).network;
        const EqualityProof proof = prove(relu, spiking);
        INFO("seed " << seed << ", " << construction_name(construction) << single << ": "
                     << proof.reason);
        CHECK(proof.verdict == Verdict::equal);
      }
  }
}

TEST_CASE("equal_compositional: golden pairs") {
  int pairs = 0;
  for_each_expected(golden_file("golden"), [&](const std::string& name, Json expected) {
    const auto partner = find_field(expected, "equal_to");
    if (!partner) return;
    const EqualityProof proof = prove(read_network(golden_file(name)),
                                      read_network(golden_file(partner->string())));
    INFO(name << ": " << proof.reason);
    CHECK(proof.verdict == Verdict::equal);
    ++pairs;
  });
  CHECK(pairs >= 12);
  // They differ at one point only: nothing that this proof could ever show equal.
  CHECK(prove(read_network(golden_file("fires_at_one_point")),
              read_network(golden_file("never_1d")))
            .verdict != Verdict::equal);
}

// max(0, x) as the mean of twelve gadgets of two neurons each; z3 takes 20 s.
TEST_CASE("equal_compositional: twelve parallel gadgets") {
  const Domain domain{1, {cases::bound(1, 0, 1, 1), cases::bound(1, 0, -1, 1)}};
  const LayeredNetwork layered{{{{{{1}}, {0}}, "relu"}, {{{{1}}, {0}}, "identity"}}};
  SpikingNetwork spiking;
  spiking.inputs = 1;
  spiking.references = {0};
  SpikingNeuron mean{"mean", 10, {}};
  const Source x{Source::Kind::input, 0}, zero{Source::Kind::reference, 0};
  for (std::size_t k = 0; k < 12; ++k) {
    const Source hidden{Source::Kind::neuron, 2 * k};
    spiking.neurons.push_back({"h", 1, {{x, Rational(-1, 2), 0}, {zero, 1, 0}}});
    spiking.neurons.push_back({"u", 2, {{hidden, Rational(-1, 2), 0}, {zero, 1, 0}}});
    mean.synapses.push_back({{Source::Kind::neuron, 2 * k + 1}, Rational(1, 12), 0});
  }
  spiking.neurons.push_back(mean);
  spiking.outputs = {{Source::Kind::neuron, 24}};
  spiking.output_time = 12;
  const Network a{layered, std::nullopt, domain};
  Network b{spiking, std::nullopt, domain};
  CHECK(prove(a, b).verdict == Verdict::equal);
  std::get<SpikingNetwork>(b.body).neurons[7].synapses[0].weight += Rational(1, 1000);
  CHECK(prove(a, b).verdict == Verdict::different);
}

TEST_CASE("equal_compositional: random spiking networks and their trees") {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    cases::Random random(seed);
    const bool mixed = seed % 2 == 0;
    const Network spiking = cases::draw_srm(random, mixed);
    for (const bool only_on_domain : {false, true}) {
      const auto result =
          emulate(spiking, mixed ? Construction::min_max : Construction::min_tree,
                  {false, only_on_domain});
      const EqualityProof proof = prove(spiking, std::get<Emulation>(result).network);
      INFO("seed " << seed << " on domain " << only_on_domain << ": " << proof.reason);
      CHECK(proof.verdict == Verdict::equal);
    }
  }
}

// A changed network is called equal only where it agrees at many points, and is mostly
// refuted.
TEST_CASE("equal_compositional: one number changed") {
  int different = 0, unknown = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    cases::Random random(seed);
    const Network relu = cases::draw_relu(random);
    const Construction construction = std::array{
        Construction::paper,   Construction::layered, Construction::twin,
        Construction::compact, Construction::window,  Construction::shared}[seed % 6];
    const auto result = emulate(relu, construction);
    const Network& spiking = std::get<Emulation>(result).network;
    for (int turn = 0; turn < 6; ++turn) {
      const Rational by = turn % 2 == 0 ? Rational(1, 1000) : Rational(-1, 1000000000000);
      const bool changes_relu = turn == 5;
      const Network changed = cases::mutate(random, changes_relu ? relu : spiking, by);
      const Network& other = changes_relu ? spiking : relu;
      const EqualityProof proof = prove(other, changed);
      different += proof.verdict == Verdict::different;
      unknown += proof.verdict == Verdict::unknown;
      INFO("seed " << seed << " turn " << turn << ", " << construction_name(construction)
                   << ": " << proof.reason);
      if (proof.verdict == Verdict::equal) {
        const Program a = lower(other), b = lower(changed);
        for (const Point& point : cases::draw_points(random, relu, 100))
          REQUIRE(cases::values_at(a, point) == cases::values_at(b, point));
      }
      if (proof.verdict == Verdict::different) {
        CHECK(cases::values_at(lower(other), *proof.point) == proof.values_a);
        CHECK(cases::values_at(lower(changed), *proof.point) == proof.values_b);
        CHECK(proof.values_a != proof.values_b);
      }
    }
  }
  CHECK(different > 600);
  CHECK(unknown < 30);
}

}  // namespace polyspike
