// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "linear/intersection.hpp"
#include "polyspike/affine_form.hpp"
#include "property/partition.hpp"

namespace polyspike {

// The distinct vertices of many polytopes of one dimension, exact. A polytope that is simple
// is walked along its edges in doubles; each vertex is certified: known rows are exactly
// zero at a known point and all others positive. Whatever doubles do not decide, and every
// other polytope, goes to the double description in exact arithmetic.
class VertexTable {
 public:
  using Id = std::uint32_t;

  // Numbers that no coordinate exceeds much in size; they only speed the search up.
  explicit VertexTable(std::vector<double> bounds);

  std::size_t size() const { return points_.size(); }
  Point point(Id id) const { return affine(points_[id]); }

  // Adds a point if it is new.
  Id add(HomogeneousPoint point);
  // Adds the vertices of {x : every row >= 0}, a bounded polytope of full dimension, and
  // returns them, each once. Rows are primitive, the interior point strictly inside.
  std::vector<Id> add_polytope(std::span<const AffineForm> rows, const Point& interior);

  // Those of a full-dimensional piece, from its leaf where the engine knows them.
  void add_piece(const Leaf& leaf, const Piece& piece);

  // How many polytopes went to exact arithmetic.
  std::uint64_t exact_polytopes() const { return exact_polytopes_; }

 private:
  friend class VertexWalk;
  using RowId = std::uint32_t;
  struct Row {
    IntegerRow exact;
    std::vector<double> rounded;  // a positive multiple, (constant, gradient)
  };

  RowId add_row(const AffineForm& form);
  // The id of the point where d rows meet that lies near x, added if it is new; nothing if
  // the rows do not meet in one point.
  std::optional<Id> add_intersection(std::span<const RowId> rows, std::span<const double> x);
  bool is_zero(RowId row, Id point);
  std::uint64_t grid_cell(std::span<const double> x) const;

  std::vector<double> bounds_;
  std::vector<HomogeneousPoint> points_;
  std::vector<double> rounded_;  // d a point, each of relative error below 2^-51
  std::unordered_multimap<std::uint64_t, Id> by_value_, by_grid_;
  std::unordered_map<AffineForm, RowId, AffineFormHash> row_ids_;
  std::vector<Row> rows_;
  std::unordered_set<std::uint64_t> zeros_;  // pairs of a row and a point on it
  std::uint64_t exact_polytopes_ = 0;
};

}  // namespace polyspike
