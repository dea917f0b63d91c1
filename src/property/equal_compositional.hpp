// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/budget.hpp"
#include "polyspike/network.hpp"
#include "property/network_forms.hpp"

namespace polyspike {

// Whether two networks have the same outputs on the whole domain, and why.
struct EqualityProof {
  enum class Verdict : std::uint8_t { equal, different, unknown };

  Verdict verdict = Verdict::unknown;
  // equal: decided by the product partition; else neuron by neuron, with all that follows.
  bool by_product = false;
  // equal: what each neuron of the first and the second network computes; empty for
  // layered ones.
  std::vector<SpikingEvidence> evidence_a, evidence_b;
  // equal: ranges were rounded outwards to multiples of 1 / grid; whether they were more than
  // intervals.
  Integer grid = 1;
  bool by_lines = false;
  // different: a point of the domain and the values there.
  std::optional<Point> point;
  std::vector<Value> values_a, values_b;
  // unknown: what could not be proved.
  std::string reason;
};

struct EqualityOptions {
  // Look for a point where the networks differ if no proof is found.
  bool search = true;
};

// Decides equality neuron by neuron, from the two networks alone, in time about linear in
// their synapses: both become forms in the same atoms, and equal forms prove equality. It
// does not enumerate cells, so it reaches networks of any size that emulate each other,
// and may answer unknown on others. The domain is the first network's, or the second's
// where that has none.
EqualityProof prove_equal_compositional(const Network& a, const Network& b,
                                        Budget& budget,
                                        const EqualityOptions& options = {});

}  // namespace polyspike
