// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/hull.hpp"
#include "property/partition.hpp"

namespace polyspike {

// A convex piece as one line of JSON, in the coordinates of the domain:
//   cell          number of its cell, from 1, in the order in which cells are found
//   inequalities  the facets, [{"coefficients", "at_most", "cut"}]; cut: the same cell goes
//                 on beyond the facet
//   equations     only where the domain is flat: its hull, [{"coefficients", "equal_to"}]
//   interior      a point of the piece's interior
//   map           per output {"coefficients", "constant"} or "inf"
//   pattern       per neuron "on" or "off"; the causal set as a list of synapses, from 1, or
//                 "never"; with windows and kernels the list of events [synapse, breakpoint]
//                 before the firing time, in {"events", "jump"} where an event's jump fires it
std::string region_line(const Problem& problem, const Piece& piece, const Pattern& pattern,
                        const std::vector<bool>& cuts);

}  // namespace polyspike
