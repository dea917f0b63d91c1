// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace polyspike {

// How often doubles did not suffice.
struct VertexStatistics {
  std::uint64_t signs = 0;         // signs of forms at vertices asked for, but for batches
  std::uint64_t exact_signs = 0;   // of these, decided in integers
  std::uint64_t zeros = 0;         // of these, zero
  std::uint64_t resolved = 0;      // vertices computed afresh in doubles
  std::uint64_t exact_points = 0;  // vertices computed in integers

  VertexStatistics& operator+=(const VertexStatistics& other) {
    signs += other.signs;
    exact_signs += other.exact_signs;
    zeros += other.zeros;
    resolved += other.resolved;
    exact_points += other.exact_points;
    return *this;
  }
};

}  // namespace polyspike
