// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "polyspike/network.hpp"

namespace polyspike::instances {

// A network of positive weights with layers of 2, m_1, 2, m_2, 2, ... neurons on the
// segment of inputs (t, -t), t in [-1, 1]: each block folds the segment m - 1 times
// (Singh, Montufar, Kutyniok, arXiv 2609.11227). All m >= 2.
Network folding(std::span<const unsigned> folds);

}  // namespace polyspike::instances
