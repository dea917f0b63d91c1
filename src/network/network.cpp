// SPDX-License-Identifier: GPL-3.0-or-later
#include "polyspike/network.hpp"

namespace polyspike {

std::size_t Network::body_inputs() const {
  return is_spiking() ? spiking().inputs : layered().inputs();
}

std::size_t Network::outputs() const {
  return is_spiking() ? spiking().outputs.size() : layered().outputs();
}

}  // namespace polyspike
