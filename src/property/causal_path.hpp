// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "program/pattern.hpp"
#include "program/program.hpp"

namespace polyspike {

// The pattern with the decisions of all neurons off every causal path to an output
// forgotten. A spike's path leads to the sources of its causal set (and of the event that
// fires it by a jump), an active ReLU's to what its value is made of; a neuron that is off or
// never fires leads no further.
Pattern causal_pattern(const Program& program, const Pattern& pattern);

}  // namespace polyspike
