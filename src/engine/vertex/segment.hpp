// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/vertex/geometry.hpp"

namespace polyspike::vertex {

// A segment of the line: two ends, each the zero of its row.
class Segment {
 public:
  static constexpr int dimension = 1;
  struct Vertex : VertexBase<1> {
    std::uint32_t wall;
  };
  using Walk = Geometry<1>;

  Segment() = default;
  Segment(Arena& arena, const Vertex& a, const Vertex& b) : vertices_(arena.take<Vertex>(2)) {
    vertices_[0] = a;
    vertices_[1] = b;
    error_ = std::max(a.error, b.error);
  }

  static int size() { return 2; }
  Vertex& vertex(int i) const { return vertices_[i]; }
  double error() const { return error_; }
  int walls_at(int i, std::uint32_t* walls) const {
    walls[0] = vertices_[i].wall;
    return 1;
  }

  // The same cell with vertices of its own.
  Segment copy(Arena& arena) const { return {arena, vertices_[0], vertices_[1]}; }

  // Calls visit(row, indices of its vertices, their number) for every wall.
  template <class Visit>
  void for_each_wall(Arena&, Visit visit) const {
    for (int i = 0; i < 2; ++i) visit(vertices_[i].wall, &i, 1);
  }

  // Calls visit(row) for every wall.
  template <class Visit>
  void for_each_wall_row(Visit visit) const {
    for (int i = 0; i < 2; ++i) visit(vertices_[i].wall);
  }

  // Cuts the cell at the zero of a row of opposite signs at its ends.
  void split(Walk& walk, std::uint32_t row, const Signs& signs, Sides sides,
             Segment& negative, Segment& positive) const {
    Vertex cut;
    cross_edge<1>(vertices_[0], vertices_[1], signs.value[0], signs.value[1],
                  walk.rows[row], cut);
    cut.wall = row;
    if (!(cut.error < loose<1>)) walk.tighten(Corner{cut}, 0);
    for (int i = 0; i < 2; ++i) {
      const bool is_positive = signs.sign[i] > 0;
      if (!(is_positive ? sides.positive : sides.negative)) continue;
      Segment& result = is_positive ? positive : negative;
      result = i == 0 ? Segment(walk.arena, vertices_[0], cut)
                      : Segment(walk.arena, cut, vertices_[1]);
    }
  }

 private:
  struct Corner {
    Vertex& corner;

    Vertex& vertex(int) const { return corner; }
    int walls_at(int, std::uint32_t* result) const {
      result[0] = corner.wall;
      return 1;
    }
  };

  double error_ = 0;
  Vertex* vertices_ = nullptr;
};

}  // namespace polyspike::vertex
