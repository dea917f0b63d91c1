// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "lp/cell.hpp"

namespace polyspike {

// A witness from an exact point: its doubles where they satisfy every row, else itself.
Witness make_witness(const Cell& cell, const Point& point);

// Questions about full-dimensional polytopes inside one bounded domain.
class Polytopes {
 public:
  // The domain's rows, and a point strictly inside all of them.
  Polytopes(std::span<const AffineForm> domain, const Point& interior);

  // The indices of rows that are facets of {every row >= 0}, a polytope inside the domain,
  // the domain's rows being among its own; `interior` is strictly inside. Rows are primitive
  // and not constant; of equal rows the first counts.
  std::vector<std::size_t> facets(std::span<const AffineForm> rows,
                                  const Point& interior) const;

  // A point of the relative interior of the facet rows[f]; the rows are all facets.
  Point point_on_facet(std::span<const AffineForm> rows, std::size_t f,
                       const Point& interior) const;

  // For every facet of {every row >= 0} that is not the domain's a point of the domain beyond
  // it, strictly inside all other rows; the rows are all facets.
  std::vector<Witness> beyond_facets(std::span<const AffineForm> rows,
                                     const Point& interior) const;

  // Whether two polytopes inside the domain, which meet in {form = 0} at most, have more than
  // a face of a facet in common there. Their rows are primitive facets, one of them the form
  // or its negative; `interior` is strictly inside the first.
  bool share_facet(const AffineForm& form, std::span<const AffineForm> first,
                   const Point& interior, std::span<const AffineForm> second) const;

  // Numbers that no coordinate exceeds in size in the domain.
  const std::vector<double>& bounds() const { return bounds_; }

  // A point of the hyperplane {form = 0} strictly inside every row that is not a multiple of
  // the form; nothing if there is none.
  std::optional<Point> common_on_plane(const AffineForm& form,
                                       std::span<const AffineForm> first,
                                       std::span<const AffineForm> second) const;

  // A point strictly inside all rows, starting from one strictly inside the first list.
  std::optional<Point> common_interior(std::span<const AffineForm> first,
                                       const Point& inside,
                                       std::span<const AffineForm> second) const;

 private:
  std::vector<AffineForm> domain_;
  std::vector<double> bounds_;  // of the domain made a little larger
};

}  // namespace polyspike
