// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <optional>

#include "formats/json.hpp"
#include "polyspike/network.hpp"

// The native JSON format of networks; contract and README describe it.
namespace polyspike {

// A network file; a spiking network without encoder and domain has the inputs that its
// synapses name. Throws Error.
Network read_native(const JsonDocument& document);

// The pieces that other files share.
AffineMap read_affine_map(Json weights, Json biases);
AffineMap read_encoder(Json json);
SpikingNetwork read_spiking(Json network, std::optional<std::size_t> inputs);
std::vector<Rational> read_rationals(Json json);

// Canonical text, equal bytes for equal networks; neurons of more than 8 synapses in
// columns.
void write_native(std::ostream& out, const Network& network);

}  // namespace polyspike
