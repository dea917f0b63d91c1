// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "property/arrivals.hpp"

namespace polyspike {

// The firing time of a neuron as min over sets of positive, max over sets of negative
// synapses of t_E: for neurons whose potential rises after a firm set F of spikes has
// arrived, whichever of the others come before it fires, and stays below the threshold
// until then. F is as large as can be proved; with F empty the smallest positive weight
// must exceed the sum of the negative ones. The comparisons run in the order of
// emulate/srm_to_relu. Nothing where it does not apply or more than 10 spikes are open.
// With `all_open` only F empty is tried.
std::optional<AtomForm> comparison_trees(const Arrivals& arrivals, bool all_open,
                                         AtomTable& table);

}  // namespace polyspike
