// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

#include "property/vertices.hpp"

namespace polyspike {

// The vertices of one simple polytope, found along its edges. Why all of them: each vertex
// is certified to lie on exactly d rows, so it has one edge per row given up; the other end
// of every edge is certified too, and the graph of a polytope is connected.
class VertexWalk {
 public:
  VertexWalk(VertexTable& table, std::span<const AffineForm> rows, const Point& interior);

  // Nothing if the polytope is not simple or doubles went astray.
  std::optional<std::vector<VertexTable::Id>> find();

 private:
  using Basis = std::vector<std::uint16_t>;  // d rows, by their place, increasing
  struct BasisHash {
    std::size_t operator()(const Basis& basis) const;
  };

  std::optional<Basis> first_basis() const;
  std::size_t first_reached(const Basis& basis, const std::vector<double>& x,
                            const std::vector<double>& direction, double& least) const;
  // The matrix whose columns are the edges from the point where the rows meet, each with
  // rate 1 on the row it leaves; false if the rows are too close to dependent.
  bool invert(const Basis& basis);
  // The vertex of a basis, if it can be proved to be one; also fills in the slacks.
  std::optional<VertexTable::Id> certify(const Basis& basis);
  bool is_positive(std::size_t row, VertexTable::Id id);
  // The row that the edge leaving basis[i] runs into.
  std::optional<std::uint16_t> next_row(const Basis& basis, std::size_t i) const;
  const double* row(std::size_t k) const { return table_.rows_[ids_[k]].rounded.data(); }
  double rate(std::size_t k, const double* direction) const;

  VertexTable& table_;
  std::size_t d_;
  std::vector<VertexTable::RowId> ids_;
  std::vector<double> interior_;
  std::vector<double> inverse_;  // column i at i * d
  std::vector<double> slack_;    // of each row at the current vertex
  std::unordered_set<Basis, BasisHash> found_;
};

}  // namespace polyspike
