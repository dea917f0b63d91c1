// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace polyspike {

// The hash of a sequence, from that of its beginning and its next word.
inline std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15ULL;
  hash ^= hash >> 29;
  return hash * 0xFF51AFD7ED558CCDULL ^ hash >> 32;
}

}  // namespace polyspike
