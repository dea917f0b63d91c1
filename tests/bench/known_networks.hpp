// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "polyspike/network.hpp"

// Spiking networks whose number of cells a formula tells (Singh, Montufar, Kutyniok,
// arXiv 2609.11227).
namespace polyspike::bench {

// One neuron with d inputs of weights 1, 2, 1, 2, ... on a cube that shows all 2^d - 1
// causal sets.
Network positive_neuron(std::size_t d);

// m neurons with the same three weights and thresholds 1 .. m, the third input fixed at 0:
// (m + 1)^3 - m^3 cells on a square.
Network shared_weights(int m);

// `folds` layers (2, m, 2) over an input t and its mirror -t: each folds an interval onto
// itself m - 1 times, so that there are (m - 1)^folds cells.
Network folding(int m, int folds);

}  // namespace polyspike::bench
