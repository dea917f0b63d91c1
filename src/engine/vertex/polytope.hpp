// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "engine/vertex/geometry.hpp"
#include "engine/vertex/mask.hpp"

namespace polyspike::vertex {

// A polytope of three or more dimensions by its vertices and edges. A vertex knows the
// walls through it as a set of slots; slots name rows of the walk. A cell that runs out of
// slots continues with wider sets: see widened().
template <int D, int Words>
class Polytope {
 public:
  static constexpr int dimension = D;
  using Set = Mask<Words>;
  using Walk = Geometry<D>;
  using Index = std::conditional_t<Words == 1, std::uint16_t, std::uint32_t>;
  struct Vertex : VertexBase<D> {
    Set walls;
  };
  struct Edge {
    Index a, b;
  };

  int size() const { return size_; }
  Vertex& vertex(int i) const { return vertices_[i]; }
  double error() const { return error_; }
  int edge_count() const { return edge_count_; }
  int walls_at(int i, std::uint32_t* walls) const {
    int count = 0;
    vertices_[i].walls.for_each([&](int slot) { walls[count++] = rows_[slot]; });
    return count;
  }

  // Calls visit(row, indices of its vertices, their number) for every facet.
  template <class Visit>
  void for_each_wall(Arena& arena, Visit visit) const {
    ArenaScope scope(arena);
    int* on = arena.take<int>(static_cast<std::size_t>(size_));
    all_walls().for_each([&](int slot) {
      int count = 0;
      for (int i = 0; i < size_; ++i)
        if (vertices_[i].walls.has(slot)) on[count++] = i;
      if (is_facet(on, count)) visit(rows_[slot], on, count);
    });
  }

  // Calls visit(row) for every facet: for_each_wall in one pass over the vertices.
  template <class Visit>
  void for_each_wall_row(Visit visit) const {
    Set common[Set::capacity];
    int counts[Set::capacity];
    const Set all = all_walls();
    all.for_each([&](int slot) {
      common[slot] = all;
      counts[slot] = 0;
    });
    for (int i = 0; i < size_; ++i) {
      const Set& walls = vertices_[i].walls;
      walls.for_each([&](int slot) {
        common[slot] = common[slot] & walls;
        ++counts[slot];
      });
    }
    all.for_each([&](int slot) {
      if (counts[slot] >= D && !common[slot].template has_at_least<2>()) visit(rows_[slot]);
    });
  }

  // The same cell with vertices of its own.
  Polytope copy(Arena& arena) const {
    Polytope result = *this;
    result.vertices_ = arena.take<Vertex>(static_cast<std::size_t>(size_));
    for (int i = 0; i < size_; ++i) result.vertices_[i] = vertices_[i];
    return result;
  }
  // Whether a split would find a slot for its row.
  bool has_free_slot() const { return all_walls().lowest_free() < Set::capacity; }
  // The same cell with room for more walls.
  template <class Wide>
  Wide widened(Arena& arena) const;

  // Cuts the cell along a row that is positive at one vertex and negative at another.
  void split(Walk& walk, std::uint32_t row, const Signs& signs, Sides sides,
             Polytope& negative, Polytope& positive) const;

  // A box: corner a has coordinate i at its upper end where bit i of a is set; row 2i is
  // the lower wall of coordinate i, 2i + 1 the upper.
  static Polytope box(Arena& arena, const double (&low)[D], const double (&high)[D],
                      double error);

 private:
  template <int, int>
  friend class Polytope;

  Set all_walls() const {
    Set all = Set::none();
    for (int i = 0; i < size_; ++i) all.include(vertices_[i].walls);
    return all;
  }
  bool is_facet(const int* on, int count) const;
  void reserve(Arena& arena, int vertices, int edges, std::uint32_t* rows) {
    vertices_ = arena.take<Vertex>(static_cast<std::size_t>(vertices));
    edges_ = arena.take<Edge>(static_cast<std::size_t>(edges));
    rows_ = rows;
  }
  void add(const Vertex& vertex) {
    if (vertex.error > error_) error_ = vertex.error;
    vertices_[size_++] = vertex;
  }
  void add_edge(int a, int b) {
    edges_[edge_count_++] = {static_cast<Index>(a), static_cast<Index>(b)};
  }

  struct Cut;

  int size_ = 0;
  int edge_count_ = 0;
  double error_ = 0;
  Vertex* vertices_ = nullptr;
  Edge* edges_ = nullptr;
  std::uint32_t* rows_ = nullptr;  // slot -> row
};

// Every face of lower dimension than a facet lies in two facets or more, and no two walls
// are the same hyperplane: a facet's vertices have only its own wall in common, those of a
// row that merely touches the cell have others too.
template <int D, int Words>
bool Polytope<D, Words>::is_facet(const int* on, int count) const {
  if (count < D) return false;
  Set common = vertices_[on[0]].walls;
  for (int k = 1; k < count; ++k) common = common & vertices_[on[k]].walls;
  return !common.template has_at_least<2>();
}

template <int D, int Words>
Polytope<D, Words> Polytope<D, Words>::box(Arena& arena, const double (&low)[D],
                                           const double (&high)[D], double error) {
  Polytope result;
  auto* rows = arena.take<std::uint32_t>(Set::capacity);
  for (std::uint32_t s = 0; s < 2 * D; ++s) rows[s] = s;
  result.reserve(arena, 1 << D, D << (D - 1), rows);
  for (int corner = 0; corner < 1 << D; ++corner) {
    Vertex vertex;
    vertex.error = error;
    vertex.exact = nullptr;
    vertex.walls = Set::none();
    for (int i = 0; i < D; ++i) {
      const int up = corner >> i & 1;
      vertex.x[i] = up != 0 ? high[i] : low[i];
      vertex.walls.add(2 * i + up);
      if (up == 0) result.add_edge(corner, corner | 1 << i);
    }
    result.add(vertex);
  }
  return result;
}

template <int D, int Words>
template <class Wide>
Wide Polytope<D, Words>::widened(Arena& arena) const {
  Wide result;
  auto* rows = arena.take<std::uint32_t>(Wide::Set::capacity);
  for (int s = 0; s < Set::capacity; ++s) rows[s] = rows_[s];
  result.reserve(arena, size_, edge_count_, rows);
  for (int i = 0; i < size_; ++i) {
    typename Wide::Vertex vertex;
    static_cast<VertexBase<D>&>(vertex) = vertices_[i];
    vertex.walls = Wide::Set::none();
    vertices_[i].walls.for_each([&](int slot) { vertex.walls.add(slot); });
    result.add(vertex);
  }
  for (int i = 0; i < edge_count_; ++i) result.add_edge(edges_[i].a, edges_[i].b);
  return result;
}

}  // namespace polyspike::vertex

#include "engine/vertex/polytope_cut.hpp"
