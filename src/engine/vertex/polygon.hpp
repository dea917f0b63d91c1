// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <cstdint>

#include "engine/vertex/geometry.hpp"

namespace polyspike::vertex {

// A polygon: vertices in cyclic order, each with the row of the edge to the next one.
class Polygon {
 public:
  static constexpr int dimension = 2;
  struct Vertex : VertexBase<2> {
    std::uint32_t wall;
  };
  using Walk = Geometry<2>;

  Polygon() = default;
  // Room for `capacity` vertices, to be filled with add().
  Polygon(Arena& arena, int capacity)
      : vertices_(arena.take<Vertex>(static_cast<std::size_t>(capacity))) {}

  int size() const { return size_; }
  Vertex& vertex(int i) const { return vertices_[i]; }
  double error() const { return error_; }
  int walls_at(int i, std::uint32_t* walls) const {
    walls[0] = vertices_[i].wall;
    walls[1] = vertices_[i == 0 ? size_ - 1 : i - 1].wall;
    return 2;
  }
  void add(const Vertex& vertex) {
    if (vertex.error > error_) error_ = vertex.error;
    vertices_[size_++] = vertex;
  }
  void add(Vertex vertex, std::uint32_t wall) {
    vertex.wall = wall;
    add(vertex);
  }

  // The same cell with vertices of its own.
  Polygon copy(Arena& arena) const {
    Polygon result(arena, size_);
    for (int i = 0; i < size_; ++i) result.add(vertices_[i]);
    return result;
  }

  // Calls visit(row, indices of its vertices, their number) for every wall.
  template <class Visit>
  void for_each_wall(Arena&, Visit visit) const {
    for (int i = 0; i < size_; ++i) {
      const int ends[2] = {i, i + 1 == size_ ? 0 : i + 1};
      visit(vertices_[i].wall, ends, 2);
    }
  }

  // Calls visit(row) for every wall.
  template <class Visit>
  void for_each_wall_row(Visit visit) const {
    for (int i = 0; i < size_; ++i) visit(vertices_[i].wall);
  }

  // Cuts the cell along a row that is positive at one vertex and negative at another. A
  // vertex on the row goes to both sides; there the last vertex of a side starts the new
  // edge.
  void split(Walk& walk, std::uint32_t row, const Signs& signs, Sides sides,
             Polygon& negative, Polygon& positive) const {
    negative = Polygon(walk.arena, sides.negative ? size_ + 1 : 0);
    positive = Polygon(walk.arena, sides.positive ? size_ + 1 : 0);
    for (int i = 0; i < size_; ++i) {
      const int next = i + 1 == size_ ? 0 : i + 1;
      const int here = signs.sign[i], there = signs.sign[next];
      const Vertex& vertex = vertices_[i];
      if (here < 0 && sides.negative) negative.add(vertex);
      if (here > 0 && sides.positive) positive.add(vertex);
      if (here == 0) {
        if (sides.negative) negative.add(vertex, there > 0 ? row : vertex.wall);
        if (sides.positive) positive.add(vertex, there < 0 ? row : vertex.wall);
      } else if (here * there < 0) {
        const Vertex cut = cross(walk, i, next, row, signs);
        if (sides.negative) negative.add(cut, there > 0 ? row : vertex.wall);
        if (sides.positive) positive.add(cut, there < 0 ? row : vertex.wall);
      }
    }
  }

 private:
  Vertex cross(Walk& walk, int i, int next, std::uint32_t row, const Signs& signs) const {
    Vertex cut;
    cross_edge<2>(vertices_[i], vertices_[next], signs.value[i], signs.value[next],
                  walk.rows[row], cut);
    if (!(cut.error < loose<2>)) walk.tighten(Corner{cut, {vertices_[i].wall, row}}, 0);
    return cut;
  }

  // A new vertex and the two rows through it.
  struct Corner {
    Vertex& corner;
    std::uint32_t walls[2];

    Vertex& vertex(int) const { return corner; }
    int walls_at(int, std::uint32_t* result) const {
      result[0] = walls[0];
      result[1] = walls[1];
      return 2;
    }
  };

  int size_ = 0;
  double error_ = 0;
  Vertex* vertices_ = nullptr;
};

}  // namespace polyspike::vertex
