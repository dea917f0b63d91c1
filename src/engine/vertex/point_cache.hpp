// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>

#include "engine/vertex/geometry.hpp"
#include "number/mix.hpp"

namespace polyspike::vertex {

// Exact vertices of the cells met lately, by where they are in doubles: a neighbour of a cell
// shares most of its vertices. That all rows through a vertex are zero at a known point
// proves that it is this point, and costs less than to find it.
template <int D>
class PointCache {
 public:
  PointCache() : points_(std::make_unique<ExactPoint<D>[]>(size)) {}

  // Vertex i of the cell; valid until the next is asked for.
  template <class Cell>
  const ExactPoint<D>& find(Geometry<D>& geometry, const Cell& cell, int i) {
    const auto& vertex = cell.vertex(i);
    if (vertex.exact != nullptr) return *vertex.exact;
    ExactPoint<D>& point = points_[place(vertex.x)];
    if (!is_vertex(geometry, cell, i, point)) point = geometry.exact_point(cell, i);
    return point;
  }

 private:
  static constexpr std::size_t size = std::size_t{1} << 13;

  static std::size_t place(const double* x) {
    std::uint64_t hash = 0;
    for (int k = 0; k < D; ++k) {
      const auto cell = static_cast<std::int64_t>(std::floor(x[k] * 0x1p22 + 0.41421356));
      hash = mix(hash, static_cast<std::uint64_t>(cell));
    }
    return hash % size;
  }
  template <class Cell>
  static bool is_vertex(Geometry<D>& geometry, const Cell& cell, int i,
                        const ExactPoint<D>& point) {
    const bool is_empty = point.is_short && point.word[D] == 0;
    if (is_empty) return false;
    for (Row<D>* row : geometry.rows_at(cell, i))
      if (sign_of_product(geometry.exact_row(*row), point) != 0) return false;
    return true;
  }

  std::unique_ptr<ExactPoint<D>[]> points_;
};

}  // namespace polyspike::vertex
