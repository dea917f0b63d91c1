// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "property/claims.hpp"

namespace polyspike {

// A point of the closed domain where a bound on outputs (Claim::Kind at_least, at_most,
// above, below) fails; `inf` is above every number. The partition must hold all dimensions.
std::optional<Refutation> refute_bound(const Problem& problem, const Partition& partition,
                                       const Claim& claim);

}  // namespace polyspike
