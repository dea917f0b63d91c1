// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "polyspike/network.hpp"

namespace polyspike::property {

// The network made smaller (fewer neurons, synapses, constraints; simpler numbers) as
// long as `fails` stays true of it.
Network shrink(Network network, const std::function<bool(const Network&)>& fails);

}  // namespace polyspike::property
