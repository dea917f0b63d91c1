// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/vertex/polytope.hpp"

namespace polyspike::vertex {

// One cut of a polytope. Both sides number the vertices on the cut first, in the same order.
template <int D, int Words>
struct Polytope<D, Words>::Cut {
  Walk& walk;
  const Polytope& cell;
  std::uint32_t row;
  const Signs& signs;
  int slot;
  int* moved = nullptr;       // old index of a vertex -> index on its side
  Vertex* on_cut = nullptr;   // the vertices on the cut
  int count = 0;
  int zeros = 0;              // of these, old vertices: the first ones
  bool is_simple = true;      // D walls at every vertex on the cut

  void run(Sides sides, Polytope& negative, Polytope& positive) {
    const int bound = cut_size();
    on_cut = walk.arena.template take<Vertex>(static_cast<std::size_t>(bound));
    moved = walk.arena.template take<int>(static_cast<std::size_t>(cell.size_));
    take_zeros();
    number_others(bound);
    for (int e = 0; e < cell.edge_count_; ++e)
      if (is_crossed(cell.edges_[e])) cross(cell.edges_[e]);
    assert(count == bound);
    reserve(signs.negative, sides.negative, negative);
    reserve(signs.positive, sides.positive, positive);
    int crossed = zeros;
    for (int e = 0; e < cell.edge_count_; ++e)
      take_edge(cell.edges_[e], crossed, sides, negative, positive);
    if (sides.negative) fill(negative, -1);
    if (sides.positive) fill(positive, 1);
    join(sides, negative, positive);
  }

 private:
  bool is_crossed(Edge edge) const { return signs.sign[edge.a] * signs.sign[edge.b] < 0; }
  // The number of vertices on the cut.
  int cut_size() const {
    int crossings = 0;
    for (int e = 0; e < cell.edge_count_; ++e) crossings += is_crossed(cell.edges_[e]);
    return crossings + cell.size_ - signs.positive - signs.negative;
  }
  // The most edges that the cut can have.
  int cut_edges() const {
    if constexpr (D == 3) return count;
    if constexpr (D == 4) return 3 * count - 6;
    return is_simple ? count * (D - 1) / 2 : count * (count - 1) / 2;
  }
  void reserve(int others, bool wanted, Polytope& side) const {
    side = Polytope();
    if (!wanted) return;
    auto* rows = walk.arena.template take<std::uint32_t>(Set::capacity);
    for (int s = 0; s < Set::capacity; ++s) rows[s] = cell.rows_[s];
    rows[slot] = row;
    side.reserve(walk.arena, count + others, cell.edge_count_ + cut_edges(), rows);
  }
  void take_zeros() {
    if (signs.positive + signs.negative == cell.size_) return;
    for (int i = 0; i < cell.size_; ++i) {
      if (signs.sign[i] != 0) continue;
      Vertex& vertex = on_cut[count] = cell.vertices_[i];
      vertex.walls.add(slot);
      moved[i] = count++;
    }
    zeros = count;
    is_simple = false;
  }
  void number_others(int bound) {
    int next[2] = {bound, bound};
    for (int i = 0; i < cell.size_; ++i)
      if (signs.sign[i] != 0) moved[i] = next[signs.sign[i] > 0]++;
  }

  // `crossed`: where the next edge crossed has its vertex on the cut.
  void take_edge(Edge edge, int& crossed, Sides sides, Polytope& negative,
                 Polytope& positive) const {
    const int a = signs.sign[edge.a], b = signs.sign[edge.b];
    if (a * b < 0) {
      const int middle = crossed++;
      if (sides.negative) negative.add_edge(moved[a < 0 ? edge.a : edge.b], middle);
      if (sides.positive) positive.add_edge(moved[a > 0 ? edge.a : edge.b], middle);
      return;
    }
    if (a <= 0 && b <= 0 && sides.negative)
      negative.add_edge(moved[edge.a], moved[edge.b]);
    if (a >= 0 && b >= 0 && sides.positive)
      positive.add_edge(moved[edge.a], moved[edge.b]);
  }

  void cross(Edge edge) {
    const Vertex& u = cell.vertices_[edge.a];
    const Vertex& v = cell.vertices_[edge.b];
    Vertex& cut = on_cut[count++];
    cross_edge<D>(u, v, signs.value[edge.a], signs.value[edge.b], walk.rows[row], cut);
    cut.walls = u.walls & v.walls;
    is_simple = is_simple && !cut.walls.template has_at_least<D>();
    cut.walls.add(slot);
    if (!(cut.error < loose)) walk.tighten(Corner{*this, cut}, 0);
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

  void fill(Polytope& side, int sign) const {
    for (int k = 0; k < count; ++k) side.add(on_cut[k]);
    for (int i = 0; i < cell.size_; ++i)
      if (signs.sign[i] == sign) side.add(cell.vertices_[i]);
  }

  // The edges inside the cut: two of its vertices are joined if they share D - 1 walls and
  // no third one lies on all of these.
  void join(Sides sides, Polytope& negative, Polytope& positive) const {
    for (int a = 0; a < count; ++a) {
      const Set walls = on_cut[a].walls;
      for (int b = a + 1; b < count; ++b) {
        const Set common = walls & on_cut[b].walls;
        if (!common.template has_at_least<D - 1>()) continue;
        if (!is_simple && !are_joined(a, b, common)) continue;
        if (sides.negative) negative.add_edge(a, b);
        if (sides.positive) positive.add_edge(a, b);
      }
    }
  }
  bool are_joined(int a, int b, const Set& common) const {
    for (int c = 0; c < count; ++c)
      if (c != a && c != b && common.is_subset_of(on_cut[c].walls)) return false;
    return b >= zeros || !was_joined(a, b);
  }
  // Whether the edge between two old vertices on the cut is one of the cell's.
  bool was_joined(int a, int b) const {
    for (int e = 0; e < cell.edge_count_; ++e) {
      const Edge edge = cell.edges_[e];
      if (signs.sign[edge.a] != 0 || signs.sign[edge.b] != 0) continue;
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
  Cut{walk, *this, row, signs, slot}.run(sides, negative, positive);
}

}  // namespace polyspike::vertex
