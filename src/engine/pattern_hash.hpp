// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "program/pattern.hpp"

namespace polyspike {

// The sum of the hashes of its decisions, so that they can be added in any order: equal
// patterns have equal hashes.
std::uint64_t hash_pattern(const Pattern& pattern);
// That of the decision at that place of the pattern.
std::uint64_t hash_decision(std::size_t place, const Decision& decision);

}  // namespace polyspike
