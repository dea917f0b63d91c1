// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "property/claims.hpp"

namespace polyspike {

// Two points x, y with |f(x) - f(y)| > bound * |x - y| in the sup norms of outputs and
// inputs, or one point where the network never fires; none if the bound holds. The
// partition must hold all dimensions and be complete.
std::optional<Refutation> refute_lipschitz(const Problem& problem,
                                           const Partition& partition,
                                           const Rational& bound);

}  // namespace polyspike
