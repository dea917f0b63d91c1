// SPDX-License-Identifier: GPL-3.0-or-later
#include "lp/facets.hpp"

#include <algorithm>
#include <cassert>

#include "linear/flat.hpp"

namespace polyspike {

Witness make_witness(const Cell& cell, const Point& point) {
  Witness witness;
  for (const Rational& c : point) witness.x.push_back(c.approximate());
  if (point.empty() || !cell.is_inside(witness)) witness.exact = point;
  return witness;
}

namespace {

// The half-space moved outwards. Facets are searched with a row replaced by this one, so
// that the polytope stays bounded when a row of the domain is the one in question.
AffineForm moved_out(AffineForm row) {
  row = row.primitive();
  row.constant += 1;
  return row;
}

}  // namespace

Polytopes::Polytopes(std::span<const AffineForm> domain, const Point& interior) {
  for (const AffineForm& row : domain) domain_.push_back(row.primitive());
  std::vector<AffineForm> larger;
  for (const AffineForm& row : domain) larger.push_back(moved_out(row));
  bounds_ = coordinate_bounds(larger, interior);
}

std::vector<std::size_t> Polytopes::facets(std::span<const AffineForm> rows,
                                           const Point& interior) const {
  Cell cell(interior.size());
  cell.set_bounds(bounds_);
  std::vector<std::size_t> candidates, result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (std::find(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(i), rows[i]) !=
        rows.begin() + static_cast<std::ptrdiff_t>(i))
      continue;
    cell.push(rows[i]);
    candidates.push_back(i);
  }
  const Witness inside = make_witness(cell, interior);
  // A row that is found redundant stays off: the others keep describing the polytope.
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    cell.enable(c, false);
    cell.push(moved_out(rows[candidates[c]]));
    const bool is_facet = cell.maximize(-rows[candidates[c]], inside).positive;
    cell.pop(candidates.size());
    if (!is_facet) continue;
    cell.enable(c, true);
    result.push_back(candidates[c]);
  }
  return result;
}

Point Polytopes::point_on_facet(std::span<const AffineForm> rows, std::size_t f,
                                const Point& interior) const {
  Cell cell(interior.size());
  cell.set_bounds(bounds_);
  for (std::size_t i = 0; i < rows.size(); ++i)
    cell.push(i == f ? moved_out(rows[i]) : rows[i]);
  const Cell::Maximum up = cell.maximize(-rows[f], make_witness(cell, interior));
  assert(up.positive);
  const Point beyond = up.beyond.point();
  const Rational here = rows[f].at(interior), there = rows[f].at(beyond);
  const Rational share = here / (here - there);
  Point point = interior;
  for (std::size_t j = 0; j < point.size(); ++j)
    point[j].add_product(share, beyond[j] - interior[j]);
  return point;
}

std::vector<Witness> Polytopes::beyond_facets(std::span<const AffineForm> rows,
                                              const Point& interior) const {
  Cell cell(interior.size());
  cell.set_bounds(bounds_);
  for (const AffineForm& row : rows) cell.push(row);
  for (const AffineForm& row : domain_)
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) cell.push(row);
  const Witness inside = make_witness(cell, interior);
  std::vector<Witness> result(rows.size());
  for (std::size_t f = 0; f < rows.size(); ++f) {
    if (std::find(domain_.begin(), domain_.end(), rows[f]) != domain_.end()) continue;
    cell.enable(f, false);
    result[f] = cell.maximize(-cell.form(f), inside).beyond;
    cell.enable(f, true);
  }
  return result;
}

// With the form's own rows left out the two have an open set in common, if they have
// anything; what is asked for is whether the form changes its sign there.
bool Polytopes::share_facet(const AffineForm& form, std::span<const AffineForm> first,
                            const Point& interior,
                            std::span<const AffineForm> second) const {
  const AffineForm negative = -form;
  const auto is_other = [&](const AffineForm& row) { return row != form && row != negative; };
  Cell cell(interior.size());
  cell.set_bounds(bounds_);
  for (const auto& list : {std::span<const AffineForm>(domain_), first})
    for (const AffineForm& row : list)
      if (is_other(row)) cell.push(row);
  Witness witness = make_witness(cell, interior);
  for (const AffineForm& row : second) {
    if (!is_other(row)) continue;
    Form side(row, bounds_);
    if (Cell::sign_at(side, witness) <= 0) {
      Cell::Maximum up = cell.maximize(side, witness);
      if (!up.positive) return false;
      witness = std::move(up.beyond);
    }
    cell.push(std::move(side));
  }
  const int sign = Cell::sign_at(form, witness);
  return sign == 0 || cell.maximize(sign > 0 ? negative : form, witness).positive;
}

std::optional<Point> Polytopes::common_interior(std::span<const AffineForm> first,
                                                const Point& inside,
                                                std::span<const AffineForm> second) const {
  Cell cell(inside.size());
  cell.set_bounds(bounds_);
  for (const AffineForm& form : first) cell.push(form);
  Witness witness = make_witness(cell, inside);
  for (const AffineForm& form : second) {
    if (Cell::sign_at(form, witness) <= 0) {
      Cell::Maximum up = cell.maximize(form, witness);
      if (!up.positive) return std::nullopt;
      witness = std::move(up.beyond);
    }
    cell.push(form);
  }
  return witness.point();
}

std::optional<Point> Polytopes::common_on_plane(const AffineForm& form,
                                                std::span<const AffineForm> first,
                                                std::span<const AffineForm> second) const {
  const Flat plane = Flat::whole(form.dimension()).cut(form);
  std::vector<AffineForm> rows;
  for (const auto& list : {first, second}) {
    for (const AffineForm& row : list) {
      AffineForm r = plane.restrict(row);
      if (r.is_constant()) {
        if (r.constant.sign() < 0) return std::nullopt;
        continue;
      }
      rows.push_back(r.primitive());
    }
  }
  const Interior interior = find_interior(rows, plane.dimension());
  if (interior.kind != Interior::Kind::full) return std::nullopt;
  return plane.extend(interior.point);
}

}  // namespace polyspike
