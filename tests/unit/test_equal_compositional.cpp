// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/equal_compositional.hpp"

#include <catch2/catch.hpp>

#include "emulate/emulation.hpp"
#include "emulation_cases.hpp"

namespace polyspike {

namespace {

using Verdict = EqualityProof::Verdict;

EqualityProof prove(const Network& a, const Network& b) {
  Budget budget;
  return prove_equal_compositional(a, b, budget);
}

}  // namespace

TEST_CASE("equal_compositional: random ReLU networks and all their emulations") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
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

}  // namespace polyspike
