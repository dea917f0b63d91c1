// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/vertices.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "linear/double_description.hpp"
#include "lp/float_form.hpp"
#include "number/mix.hpp"
#include "property/adjacency.hpp"
#include "property/vertex_walk.hpp"

namespace polyspike {

namespace {

std::uint64_t hash_point(const HomogeneousPoint& point) {
  std::uint64_t hash = 0;
  for (const Integer& x : point) {
    hash = mix(hash, static_cast<std::uint64_t>(x.sign()));
    for (std::size_t k = 0; k < mpz_size(x.get()); ++k)
      hash = mix(hash, mpz_getlimbn(x.get(), static_cast<mp_size_t>(k)));
  }
  return hash;
}

std::uint64_t pair_of(std::uint32_t row, std::uint32_t point) {
  return (std::uint64_t{row} << 32) | point;
}

}  // namespace

VertexTable::VertexTable(std::vector<double> bounds) : bounds_(std::move(bounds)) {}

VertexTable::Id VertexTable::add(HomogeneousPoint point) {
  const std::uint64_t hash = hash_point(point);
  const auto [first, last] = by_value_.equal_range(hash);
  for (auto known = first; known != last; ++known)
    if (points_[known->second] == point) return known->second;
  const auto id = static_cast<Id>(points_.size());
  for (const Rational& x : affine(point)) rounded_.push_back(x.approximate());
  points_.push_back(std::move(point));
  by_value_.emplace(hash, id);
  return id;
}

VertexTable::RowId VertexTable::add_row(const AffineForm& form) {
  const auto [place, fresh] = row_ids_.try_emplace(form, static_cast<RowId>(rows_.size()));
  if (fresh) {
    rows_.push_back({integer_row(form), std::vector<double>(form.dimension() + 1)});
    write_float_form(form, rows_.back().rounded);
  }
  return place->second;
}

// Cells of the grid are small beside the distances of different vertices, large beside
// rounding errors, and not aligned with round numbers.
std::uint64_t VertexTable::grid_cell(std::span<const double> x) const {
  constexpr double cells = 0x1p24, shift = 0.41421356;
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double place = std::floor(x[i] / (bounds_[i] + 1) * cells + shift);
    std::uint64_t bits = 0;
    std::memcpy(&bits, &place, sizeof bits);
    hash = mix(hash, bits);
  }
  return hash;
}

bool VertexTable::is_zero(RowId row, Id point) {
  if (zeros_.contains(pair_of(row, point))) return true;
  if (!product(rows_[row].exact, points_[point]).is_zero()) return false;
  zeros_.insert(pair_of(row, point));
  return true;
}

std::optional<VertexTable::Id> VertexTable::add_intersection(std::span<const RowId> rows,
                                                             std::span<const double> x) {
  const std::uint64_t cell = grid_cell(x);
  const auto [first, last] = by_grid_.equal_range(cell);
  for (auto near = first; near != last; ++near)
    if (std::all_of(rows.begin(), rows.end(),
                    [&](RowId row) { return is_zero(row, near->second); }))
      return near->second;
  std::vector<const IntegerRow*> chosen;
  for (const RowId row : rows) chosen.push_back(&rows_[row].exact);
  auto point = intersection(chosen);
  if (!point) return std::nullopt;
  const Id id = add(std::move(*point));
  by_grid_.emplace(cell, id);
  for (const RowId row : rows) zeros_.insert(pair_of(row, id));
  return id;
}

std::vector<VertexTable::Id> VertexTable::add_polytope(std::span<const AffineForm> rows,
                                                       const Point& interior) {
  if (auto ids = VertexWalk(*this, rows, interior).find()) return std::move(*ids);
  ++exact_polytopes_;
  std::vector<Id> ids;
  for (const Point& point : find_vertices(rows).points) ids.push_back(add(homogeneous(point)));
  return ids;
}

void VertexTable::add_piece(const Leaf& leaf, const Piece& piece) {
  if (leaf.knows_vertices()) {
    for (const Point& point : leaf.vertices()) add(homogeneous(point));
  } else {
    add_polytope(forms_of(piece.half_spaces), piece.interior);
  }
}

}  // namespace polyspike
