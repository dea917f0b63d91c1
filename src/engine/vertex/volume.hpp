// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <vector>

#include "engine/vertex/geometry.hpp"
#include "polyspike/affine_form.hpp"

namespace polyspike::vertex {

// The exact volume of a cell, on the chart and times D!: every face is the union of the
// pyramids from its first vertex over those of its facets that do not contain it, down to
// simplices. What a wall that merely touches a face has in common with it is flat and counts
// for nothing.
template <class Cell>
class Volume {
 public:
  static constexpr int D = Cell::dimension;

  Volume(Geometry<D>& geometry, const Cell& cell) {
    std::vector<std::uint32_t> walls(Geometry<D>::max_walls);
    std::vector<int> all;
    for (int v = 0; v < cell.size(); ++v) {
      const int count = cell.walls_at(v, walls.data());
      walls_.emplace_back(walls.begin(), walls.begin() + count);
      std::sort(walls_.back().begin(), walls_.back().end());
      const ExactPoint<D>& exact = geometry.exact_point(cell, v);
      Point point;
      for (int i = 0; i < D; ++i) point.push_back(ratio(exact.entry(i), exact.entry(D)));
      points_.push_back(std::move(point));
      all.push_back(v);
    }
    add_face(all, D);
  }

  const Rational& value() const { return sum_; }

 private:
  bool is_on(int vertex, std::uint32_t wall) const {
    const auto& walls = walls_[static_cast<std::size_t>(vertex)];
    return std::binary_search(walls.begin(), walls.end(), wall);
  }

  void add_face(const std::vector<int>& face, int dimension) {
    apexes_.push_back(face[0]);
    if (dimension == 0) {
      add_simplex();
    } else {
      for (const std::vector<int>& facet : facets_beside(face, dimension))
        add_face(facet, dimension - 1);
    }
    apexes_.pop_back();
  }

  // Facets without the first vertex, each once.
  std::vector<std::vector<int>> facets_beside(const std::vector<int>& face,
                                              int dimension) const {
    std::vector<std::uint32_t> candidates;
    for (const int v : face)
      for (const std::uint32_t wall : walls_[static_cast<std::size_t>(v)])
        if (!is_on(face[0], wall)) candidates.push_back(wall);
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    std::vector<std::vector<int>> facets;
    for (const std::uint32_t wall : candidates) {
      std::vector<int> facet;
      for (const int v : face)
        if (is_on(v, wall)) facet.push_back(v);
      if (facet.size() >= static_cast<std::size_t>(dimension)) facets.push_back(facet);
    }
    std::sort(facets.begin(), facets.end());
    facets.erase(std::unique(facets.begin(), facets.end()), facets.end());
    return facets;
  }

  // The absolute determinant of the edges from the last vertex.
  void add_simplex() {
    std::vector<Point> rows;
    const Point& origin = points_[static_cast<std::size_t>(apexes_.back())];
    for (std::size_t k = 0; k < D; ++k) {
      rows.push_back(points_[static_cast<std::size_t>(apexes_[k])]);
      for (std::size_t i = 0; i < D; ++i) rows[k][i] -= origin[i];
    }
    Rational determinant = 1;
    for (std::size_t k = 0; k < D; ++k) {
      std::size_t pivot = k;
      while (pivot < D && rows[pivot][k].is_zero()) ++pivot;
      if (pivot == D) return;
      rows[pivot].swap(rows[k]);
      determinant *= rows[k][k];
      for (std::size_t r = k + 1; r < D; ++r) {
        const Rational factor = -(rows[r][k] / rows[k][k]);
        for (std::size_t i = k; i < D; ++i) rows[r][i].add_product(factor, rows[k][i]);
      }
    }
    sum_ += abs(determinant);
  }

  std::vector<std::vector<std::uint32_t>> walls_;
  std::vector<Point> points_;
  std::vector<int> apexes_;
  Rational sum_;
};

}  // namespace polyspike::vertex
