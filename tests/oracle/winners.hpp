// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "oracle/strata.hpp"

namespace polyspike::oracle {

// For each set of outputs that are first together on a full-dimensional set, the number
// of facet-connected components of that set. First is the smallest or the largest finite
// value; the empty set stands for none.
using Winners = std::map<std::vector<std::size_t>, std::size_t>;
Winners winners(const std::vector<Stratum>& full_strata, bool smallest);

}  // namespace polyspike::oracle
