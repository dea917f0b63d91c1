// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "engine/vertex/arena.hpp"
#include "engine/vertex/exact_point.hpp"
#include "engine/vertex/resolve.hpp"
#include "engine/vertex/row.hpp"
#include "engine/vertex/vertex_engine.hpp"

namespace polyspike::vertex {

template <int D>
using ExactPoint = IntegerVector<D + 1>;

// What every vertex of a cell has, however the cell stores which rows meet in it.
template <int D>
struct VertexBase {
  double x[D];
  double error;          // at least the distance to the exact vertex, maximum norm
  ExactPoint<D>* exact;  // once somebody asked for it
};

// The signs of a row at the vertices of a cell.
struct Signs {
  double* value = nullptr;
  std::int8_t* sign = nullptr;
  int positive = 0;
  int negative = 0;
};

// Which sides of a cut are wanted.
struct Sides {
  bool negative = true;
  bool positive = true;
};

// The nodes of the walk's tree on the way to where it is, a number: those where a cell was
// partitioned. `kept` of them are those that the last leaf met had on its way, too.
class TreeNodes {
 public:
  std::uint32_t open() { return count_++; }
  void close() {
    --count_;
    kept_ = std::min(kept_, count_);
  }
  void meet_leaf() { kept_ = count_; }
  std::uint32_t kept() const { return kept_; }

 private:
  std::uint32_t count_ = 0;
  std::uint32_t kept_ = 0;
};

// The memory of a walk over cells: rows of the path (the current cell's walls among them)
// and exact vertices, all given back in reverse order.
template <int D>
struct Geometry {
  Arena arena;
  StableStack<Row<D>> rows;
  StableStack<ExactPoint<D>> points;
  static constexpr int max_walls = 1 << 14;  // through one vertex

  ExactRows<D>* exact_rows = nullptr;
  TreeNodes nodes;
  VertexStatistics counters;

  const IntegerVector<D + 1>& exact_row(Row<D>& row) {
    if (!row.has_exact) {
      if (row.source.kind == RowSource::Kind::integral) {
        row.set_integral();
      } else {
        exact_rows->compute(row.source, row.exact);
      }
      row.has_exact = true;
    }
    return row.exact;
  }

  // The rows through vertex i of the cell.
  template <class Cell>
  std::span<Row<D>*> rows_at(const Cell& cell, int i) {
    const int count = cell.walls_at(i, walls_);
    for (int k = 0; k < count; ++k) row_at_[k] = &rows[walls_[k]];
    return {row_at_, static_cast<std::size_t>(count)};
  }

  template <class Cell>
  const ExactPoint<D>& exact_point(const Cell& cell, int i) {
    auto& vertex = cell.vertex(i);
    if (vertex.exact == nullptr) {
      ++counters.exact_points;
      const auto through = rows_at(cell, i);
      for (std::size_t k = 0; k < through.size(); ++k)
        exact_at_[k] = &exact_row(*through[k]);
      ExactPoint<D>& point = points.push();
      find_point<D>({exact_at_, through.size()}, point);
      vertex.exact = &point;
    }
    return *vertex.exact;
  }

  template <class Cell>
  int exact_sign(const Cell& cell, int i, Row<D>& row) {
    if (!is_certified || (row.key != 0 && touches(cell, i, row.key))) return 0;
    ++counters.exact_signs;
    const ExactPoint<D>& point = exact_point(cell, i);
    const int sign = sign_of_product(exact_row(row), point);
    counters.zeros += sign == 0;
    return sign;
  }

  template <class Cell>
  int sign(const Cell& cell, int i, Row<D>& row) {
    const auto& vertex = cell.vertex(i);
    const double value = row.at(vertex.x);
    const double bound = row.bound(vertex.error);
    if (value > bound) return 1;
    if (value < -bound) return -1;
    return exact_sign(cell, i, row);
  }

  // Recomputes a vertex whose error bound has grown too large to be useful.
  template <class Cell>
  void tighten(const Cell& cell, int i) {
    auto& vertex = cell.vertex(i);
    ++counters.resolved;
    const auto through = rows_at(cell, i);
    Resolver<D> resolver;
    if (resolver.solve({const_cast<const Row<D>**>(row_at_), through.size()}, vertex.x,
                       vertex.error))
      return;
    const ExactPoint<D>& point = exact_point(cell, i);
    for (int k = 0; k < D; ++k) vertex.x[k] = approximate<D>(point, k);
    vertex.error = 8 * roundoff;
  }

  // Whether a wall at vertex i is known to be the hyperplane of that key.
  template <class Cell>
  bool touches(const Cell& cell, int i, std::uint64_t key) {
    const int count = cell.walls_at(i, walls_);
    for (int k = 0; k < count; ++k)
      if (rows[walls_[k]].key == key) return true;
    return false;
  }

  // Signs of the row at all vertices of the cell, in memory of the arena.
  template <class Cell>
  Signs signs(const Cell& cell, Row<D>& row) {
    const int count = cell.size();
    Signs result{arena.take<double>(static_cast<std::size_t>(count)),
                 arena.take<std::int8_t>(static_cast<std::size_t>(count)), 0, 0};
    counters.signs += static_cast<std::uint64_t>(count);
    for (int i = 0; i < count; ++i) {
      const auto& vertex = cell.vertex(i);
      const double value = row.at(vertex.x);
      const double bound = row.bound(vertex.error);
      // Without a branch on the side, which nobody could predict.
      int sign = static_cast<int>(value > bound) - static_cast<int>(value < -bound);
      if (sign == 0) [[unlikely]] sign = exact_sign(cell, i, row);
      result.value[i] = value;
      result.sign[i] = static_cast<std::int8_t>(sign);
      result.positive += sign > 0;
      result.negative += sign < 0;
    }
    return result;
  }

 private:
  std::uint32_t walls_[max_walls];
  Row<D>* row_at_[max_walls];
  const IntegerVector<D + 1>* exact_at_[max_walls];
};

// The point where the edge from u to v meets the row; `at_u`, `at_v` are the row's values
// there, of opposite exact signs. With e the larger error of u and v, b the bound on the
// errors of the values and L the length of the edge, the exact point is within
// e + (L + 2e) b / (|at_u| + |at_v| - 2b) and rounding of the one computed.
template <int D, class Vertex>
void cross_edge(const Vertex& u, const Vertex& v, double at_u, double at_v,
                const Row<D>& row, Vertex& result) {
  const double t = at_u / (at_u - at_v);
  double length = 0;
  for (int i = 0; i < D; ++i) {
    const double difference = v.x[i] - u.x[i];
    result.x[i] = u.x[i] + t * difference;
    length = std::max(length, std::fabs(difference));
  }
  result.exact = nullptr;
  result.error = 0;
  if (!is_certified) return;
  const double error = u.error > v.error ? u.error : v.error;
  const double bound = row.norm * error + row.slack;
  const double apart = std::fabs(at_u) + std::fabs(at_v) - 2 * bound;
  result.error = apart > 0
                     ? (error + (length + 2 * error) * (bound / apart)) * 1.0000001 +
                           (6 * length + 2) * roundoff
                     : HUGE_VAL;
}

// Above it a vertex is computed afresh. On a line this is cheap, and cells are short.
template <int D>
inline constexpr double loose = D == 1 ? 1e-12 : 1e-6;

}  // namespace polyspike::vertex
