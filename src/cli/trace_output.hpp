// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "formats/json_writer.hpp"
#include "network/trace.hpp"

namespace polyspike {

// One neuron as a JSON object, and as a few lines for people.
void write_trace(JsonWriter& out, const NeuronTrace& neuron);
void write_trace(std::ostream& out, const NeuronTrace& neuron);

}  // namespace polyspike
