// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <vector>

#include "polyspike/affine_form.hpp"

// The exact volume of a polytope given by its vertices and its facets, by pulling
// triangulation: a face is the union of the cones from its first vertex over its facets
// that do not contain it.
class ExactVolume {
 public:
  ExactVolume(std::vector<polyspike::Point> vertices,
              const std::vector<polyspike::HalfSpace>& facets)
      : vertices_(std::move(vertices)) {
    for (const auto& h : facets) {
      on_.emplace_back();
      for (const auto& v : vertices_) on_.back().push_back(h.form.at(v).is_zero());
    }
  }

  polyspike::Rational compute() {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < vertices_.size(); ++i) all.push_back(i);
    apexes_.clear();
    sum_ = 0;
    cone(all, vertices_[0].size());
    polyspike::Rational factorial = 1;
    for (std::size_t k = 2; k <= vertices_[0].size(); ++k)
      factorial *= static_cast<std::int64_t>(k);
    return sum_ / factorial;
  }

 private:
  using Face = std::vector<std::size_t>;

  void cone(const Face& face, std::size_t dimension) {
    apexes_.push_back(face[0]);
    if (dimension == 0) {
      sum_ += determinant();
    } else {
      std::set<Face> done;
      for (const auto& on : on_) {
        if (on[face[0]]) continue;
        Face side;
        for (const std::size_t i : face)
          if (on[i]) side.push_back(i);
        if (side.empty() || rank(side) != dimension - 1 || !done.insert(side).second)
          continue;
        cone(side, dimension - 1);
      }
    }
    apexes_.pop_back();
  }

  std::vector<polyspike::Point> differences(const Face& points) const {
    std::vector<polyspike::Point> rows;
    for (std::size_t k = 1; k < points.size(); ++k) {
      rows.push_back(vertices_[points[k]]);
      for (std::size_t i = 0; i < rows.back().size(); ++i)
        rows.back()[i] -= vertices_[points[0]][i];
    }
    return rows;
  }
  // Gauss elimination; the product of the pivots and their number.
  static std::pair<polyspike::Rational, std::size_t> eliminate(
      std::vector<polyspike::Point> rows) {
    polyspike::Rational product = 1;
    std::size_t rank = 0;
    const std::size_t columns = rows.empty() ? 0 : rows[0].size();
    for (std::size_t c = 0; c < columns && rank < rows.size(); ++c) {
      std::size_t p = rank;
      while (p < rows.size() && rows[p][c].is_zero()) ++p;
      if (p == rows.size()) continue;
      std::swap(rows[p], rows[rank]);
      product *= rows[rank][c];
      for (std::size_t r = rank + 1; r < rows.size(); ++r) {
        const polyspike::Rational factor = rows[r][c] / rows[rank][c];
        for (std::size_t k = c; k < columns; ++k) rows[r][k] -= factor * rows[rank][k];
      }
      ++rank;
    }
    return {product, rank};
  }
  std::size_t rank(const Face& face) const { return eliminate(differences(face)).second; }
  polyspike::Rational determinant() const {
    return abs(eliminate(differences(apexes_)).first);
  }

  std::vector<polyspike::Point> vertices_;
  std::vector<std::vector<bool>> on_;
  Face apexes_;
  polyspike::Rational sum_;
};
