// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "polyspike/network.hpp"
#include "program/program.hpp"

namespace polyspike {

// The program of a network, encoder included: point of the domain in, values of the outputs
// (firing time - output_time for spiking networks) out. Synapses of weight zero are dropped.
Program lower(const Network& network);

// Both networks side by side on the same input registers: the outputs of a, then those of b.
Program product(const Program& a, const Program& b);

}  // namespace polyspike
