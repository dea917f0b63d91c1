// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/hull.hpp"
#include "polyspike/network.hpp"

namespace polyspike {

// The problem of a network read with its domain.
Problem problem_of(const Network& network);

}  // namespace polyspike
