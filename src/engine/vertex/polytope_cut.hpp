// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include "engine/vertex/polytope.hpp"

namespace polyspike::vertex {

// One cut of a polytope. Both sides number the vertices on the cut first, in the same order.
// The loops over vertices and edges write to both sides and count on one: which side it is
// nobody could predict.
template <int D, int Words>
struct Polytope<D, Words>::Cut {
  Walk& walk;
  const Polytope& cell;
  std::uint32_t row;
  const Signs& signs;
  int slot;
  Index* moved = nullptr;     // old index of a vertex -> index on its side
  int* crossed = nullptr;     // the edges with one end on each side
  int crossings = 0;
  Vertex* on_cut = nullptr;   // the vertices on the cut
  int count = 0;
  int zeros = 0;              // of these, old vertices: the first ones
  double error = 0;           // of these
  bool is_simple = true;      // D walls at every vertex on the cut

  template <bool Negative, bool Positive>
  void run(Polytope& negative, Polytope& positive) {
    find_crossed();
    auto* rows = new_rows();
    if (Negative) take_vertices(negative, rows, signs.negative);
    if (Positive) take_vertices(positive, rows, signs.positive);
    on_cut = (Negative ? negative : positive).vertices_;
    take_zeros();
    for (int k = 0; k < crossings; ++k) cross(cell.edges_[crossed[k]], on_cut[zeros + k]);
    if (Negative && Positive) std::copy_n(on_cut, count, positive.vertices_);
    split_vertices<Negative, Positive>(negative, positive);
    if (Negative) take_edges(negative);
    if (Positive) take_edges(positive);
    split_edges<Negative, Positive>(negative, positive);
    if (Negative) join(negative, Positive ? &positive : nullptr);
    if (!Negative) join(positive, nullptr);
  }

 private:
  int sign(int vertex) const { return signs.sign[vertex]; }
  // One more of everything than there can be, for the write that is not counted.
  void find_crossed() {
    crossed = walk.arena.template take<int>(static_cast<std::size_t>(cell.edge_count_) + 1);
    for (int e = 0; e < cell.edge_count_; ++e) {
      crossed[crossings] = e;
      crossings += sign(cell.edges_[e].a) * sign(cell.edges_[e].b) < 0;
    }
    zeros = cell.size_ - signs.positive - signs.negative;
    count = zeros + crossings;
  }
  std::uint32_t* new_rows() const {
    auto* rows = walk.arena.template take<std::uint32_t>(Set::capacity);
    std::copy_n(cell.rows_, Set::capacity, rows);
    rows[slot] = row;
    return rows;
  }
  void take_vertices(Polytope& side, std::uint32_t* rows, int others) const {
    side = Polytope();
    side.rows_ = rows;
    side.size_ = count + others;
    side.vertices_ =
        walk.arena.template take<Vertex>(static_cast<std::size_t>(side.size_) + 1);
  }
  void take_edges(Polytope& side) const {
    side.edges_ = walk.arena.template take<Edge>(
        static_cast<std::size_t>(cell.edge_count_ + cut_edges()) + 1);
  }
  // The most edges that the cut can have.
  int cut_edges() const {
    if constexpr (D == 3) return count;
    if constexpr (D == 4) return 3 * count - 6;
    return is_simple ? count * (D - 1) / 2 : count * (count - 1) / 2;
  }

  void take_zeros() {
    if (zeros == 0) return;
    is_simple = false;
    int next = 0;
    for (int i = 0; i < cell.size_; ++i) {
      if (sign(i) != 0) continue;
      Vertex& vertex = on_cut[next++] = cell.vertices_[i];
      vertex.walls.add(slot);
      error = std::max(error, vertex.error);
    }
  }

  template <bool Negative, bool Positive>
  void split_vertices(Polytope& negative, Polytope& positive) {
    moved = walk.arena.template take<Index>(static_cast<std::size_t>(cell.size_));
    int below = count, above = count, zero = 0;
    double error_below = error, error_above = error;
    for (int i = 0; i < cell.size_; ++i) {
      const Vertex& vertex = cell.vertices_[i];
      const bool is_below = sign(i) < 0, is_above = sign(i) > 0;
      moved[i] = static_cast<Index>(is_below ? below : is_above ? above : zero);
      if (Negative) {
        negative.vertices_[below] = vertex;
        error_below = std::max(error_below, is_below ? vertex.error : 0);
      }
      if (Positive) {
        positive.vertices_[above] = vertex;
        error_above = std::max(error_above, is_above ? vertex.error : 0);
      }
      below += is_below;
      above += is_above;
      zero += !is_below && !is_above;
    }
    if (Negative) negative.error_ = error_below;
    if (Positive) positive.error_ = error_above;
  }

  template <bool Negative, bool Positive>
  void split_edges(Polytope& negative, Polytope& positive) const {
    int below = 0, above = 0;
    for (int e = 0; e < cell.edge_count_; ++e) {
      const Edge edge = cell.edges_[e];
      const int a = sign(edge.a), b = sign(edge.b);
      const Edge here{moved[edge.a], moved[edge.b]};
      if (Negative) {
        negative.edges_[below] = here;
        below += a <= 0 && b <= 0;
      }
      if (Positive) {
        positive.edges_[above] = here;
        above += a >= 0 && b >= 0;
      }
    }
    for (int k = 0; k < crossings; ++k) {
      const Edge edge = cell.edges_[crossed[k]];
      const bool is_upward = sign(edge.a) < 0;
      const auto middle = static_cast<Index>(zeros + k);
      if (Negative)
        negative.edges_[below++] = {moved[is_upward ? edge.a : edge.b], middle};
      if (Positive)
        positive.edges_[above++] = {moved[is_upward ? edge.b : edge.a], middle};
    }
    if (Negative) negative.edge_count_ = below;
    if (Positive) positive.edge_count_ = above;
  }

  void cross(Edge edge, Vertex& cut) {
    const Vertex& u = cell.vertices_[edge.a];
    const Vertex& v = cell.vertices_[edge.b];
    cross_edge<D>(u, v, signs.value[edge.a], signs.value[edge.b], walk.rows[row], cut);
    cut.walls = u.walls & v.walls;
    is_simple = is_simple && !cut.walls.template has_at_least<D>();
    cut.walls.add(slot);
    if (!(cut.error < loose<D>)) walk.tighten(Corner{*this, cut}, 0);
    error = std::max(error, cut.error);
  }

  // A new vertex as a cell of its own to tighten it in.
  struct Corner {
    const Cut& cut;
    Vertex& corner;

    Vertex& vertex(int) const { return corner; }
    int walls_at(int, std::uint32_t* walls) const {
      int found = 0;
      corner.walls.for_each([&](int s) {
        walls[found++] = s == cut.slot ? cut.row : cut.cell.rows_[s];
      });
      return found;
    }
  };

  // The edges inside the cut, which both sides have: two of its vertices are joined if they
  // share D - 1 walls and no third one lies on all of these.
  void join(Polytope& side, Polytope* other) const {
    Edge* const first = side.edges_ + side.edge_count_;
    Edge* last = first;
    for (int a = 0; a < count; ++a) {
      const Set walls = on_cut[a].walls;
      for (int b = a + 1; b < count; ++b) {
        const Set common = walls & on_cut[b].walls;
        *last = {static_cast<Index>(a), static_cast<Index>(b)};
        last += common.template has_at_least<D - 1>() &&
                (is_simple || are_joined(a, b, common));
      }
    }
    side.edge_count_ += static_cast<int>(last - first);
    if (other == nullptr) return;
    std::copy(first, last, other->edges_ + other->edge_count_);
    other->edge_count_ += static_cast<int>(last - first);
  }
  bool are_joined(int a, int b, const Set& common) const {
    for (int c = 0; c < count; ++c)
      if (c != a && c != b && common.is_subset_of(on_cut[c].walls)) return false;
    return b >= zeros || !was_joined(static_cast<Index>(a), static_cast<Index>(b));
  }
  // Whether the edge between two old vertices on the cut is one of the cell's.
  bool was_joined(Index a, Index b) const {
    for (int e = 0; e < cell.edge_count_; ++e) {
      const Edge edge = cell.edges_[e];
      if (sign(edge.a) != 0 || sign(edge.b) != 0) continue;
      if ((moved[edge.a] == a && moved[edge.b] == b) ||
          (moved[edge.a] == b && moved[edge.b] == a))
        return true;
    }
    return false;
  }
};

template <int D, int Words>
void Polytope<D, Words>::split(Walk& walk, std::uint32_t row, const Signs& signs,
                               Sides sides, Polytope& negative, Polytope& positive) const {
  const int slot = all_walls().lowest_free();
  assert(slot < Set::capacity);
  Cut cut{walk, *this, row, signs, slot};
  if (sides.negative && sides.positive) {
    cut.template run<true, true>(negative, positive);
  } else if (sides.negative) {
    cut.template run<true, false>(negative, positive);
  } else {
    cut.template run<false, true>(negative, positive);
  }
}

}  // namespace polyspike::vertex
