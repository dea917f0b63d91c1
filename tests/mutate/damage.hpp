// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <string>
#include <vector>

// Damaged copies of certificates.
namespace polyspike::mutate {

using Random = std::mt19937_64;

// A number from 0 to count - 1.
std::size_t below(Random& random, std::size_t count);

// One to three changes: lines deleted, doubled, moved, swapped or altered, words, ids and
// numbers altered, the end cut off; `digests` are those of network files it may name instead.
std::string damage(Random& random, const std::string& certificate,
                   const std::vector<std::string>& digests);

}  // namespace polyspike::mutate
