// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "measure.hpp"
#include "polyspike/network.hpp"

// Prototypes of other authors, in a folder of their own, on the networks of the benchmark.
// They count cells; the one for spiking networks does so in plain doubles.
namespace polyspike::bench {

std::optional<Subject> relu_prototype(const LayeredNetwork& layered);
std::optional<Subject> float_prototype(const LayeredNetwork& layered);
std::optional<Subject> spiking_prototype(const Network& network);

}  // namespace polyspike::bench
