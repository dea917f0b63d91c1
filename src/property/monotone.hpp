// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "property/claims.hpp"

namespace polyspike {

// Two points x <= y (in the domain's own coordinates) with some output at x above that at y,
// `inf` above all numbers; none if every output is non-decreasing on the closed domain. The
// partition must hold all dimensions and be complete.
std::optional<Refutation> refute_monotone(const Problem& problem,
                                          const Partition& partition);

}  // namespace polyspike
