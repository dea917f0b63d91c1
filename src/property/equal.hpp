// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/explore.hpp"
#include "property/equal_compositional.hpp"

namespace polyspike {

// Decides equality of two networks of one shape on the first one's domain: neuron by neuron,
// and where that does not decide by the product partition, which does for every pair that it
// can explore. Unknown only where the budget ran out, its reason then.
EqualityProof decide_equal(const Network& a, const Network& b, Budget& budget,
                           LeafWatch* watch = nullptr);

// "equal", "different", "unknown".
const char* to_string(EqualityProof::Verdict verdict);

}  // namespace polyspike
