// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "polyspike/affine_form.hpp"

namespace polyspike {

// The vertices of a polytope with the rows that are zero there.
struct VertexList {
  std::vector<Point> points;
  // Bit i % 64 of word i / 64: rows[i] is zero at the point.
  std::vector<std::vector<std::uint64_t>> tight;
};

// The vertices of {x : every row >= 0}, a bounded polytope of full dimension, by the double
// description method (Motzkin et al. 1953; Fukuda and Prodon 1996). Exact, in any dimension
// and however degenerate: in machine words that notice an overflow, else in integers of any
// size. Redundant and repeated rows do no harm.
VertexList find_vertices(std::span<const AffineForm> rows);

}  // namespace polyspike
