// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <catch2/catch.hpp>

#include "emulate/emulation.hpp"
#include "emulation_cases.hpp"
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
         {Construction::paper, Construction::layered, Construction::twin,
          Construction::compact, Construction::window})
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
    const Construction construction =
        std::array{Construction::paper, Construction::layered, Construction::twin,
                   Construction::compact, Construction::window}[seed % 5];
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
  WARN(different << " refuted, " << unknown << " unknown of 900");
}

}  // namespace polyspike
