// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/bounds.hpp"

#include "lp/facets.hpp"
#include "property/adjacency.hpp"
#include "property/refutation.hpp"

namespace polyspike {

namespace {

// The half-space of points where a finite output fails the claim.
HalfSpace failing(const Claim& claim, const AffineForm& output) {
  AffineForm excess = output;
  excess.constant -= claim.bound;
  switch (claim.kind) {
    case Claim::Kind::at_least:
      return {-excess, true};
    case Claim::Kind::above:
      return {-excess, false};
    case Claim::Kind::at_most:
      return {excess, true};
    default:
      return {excess, false};
  }
}

bool never_fails(const Claim& claim) {
  return claim.kind == Claim::Kind::at_least || claim.kind == Claim::Kind::above;
}

class BoundSearch {
 public:
  explicit BoundSearch(const Problem& problem)
      : problem_(problem),
        bounds_(coordinate_bounds(forms_of(problem.domain.half_spaces), problem.interior)) {}

  // A point of the half-open piece that lies in the half-space.
  std::optional<Point> find(const Partition& partition, const Piece& piece,
                            const HalfSpace& half_space) const {
    if (half_space.form.is_constant()) {
      if (half_space.contains(piece.interior)) return piece.interior;
      return std::nullopt;
    }
    if (partition.is_full(piece)) {
      Cell cell(partition.dimension);
      cell.set_bounds(bounds_);
      for (const HalfSpace& h : piece.half_spaces) cell.push(h.form);
      const Witness inside = make_witness(cell, piece.interior);
      if (Cell::sign_at(half_space.form, inside) > 0) return piece.interior;
      const Cell::Maximum up = cell.maximize(half_space.form, inside);
      if (up.positive) return up.beyond.point();
      if (half_space.strict || !up.may_be_zero) return std::nullopt;
    }
    std::vector<HalfSpace> rows = piece.half_spaces;
    rows.push_back(half_space);
    const auto hull = find_hull(Flat::whole(partition.dimension), rows);
    if (!hull) return std::nullopt;
    return hull->flat.extend(hull->interior);
  }

 private:
  const Problem& problem_;
  std::vector<double> bounds_;
};

}  // namespace

std::optional<Refutation> refute_bound(const Problem& problem, const Partition& partition,
                                       const Claim& claim) {
  const BoundSearch search(problem);
  for (const Piece& piece : partition.pieces)
    for (std::size_t j = 0; j < piece.outputs.size(); ++j) {
      if (claim.output && *claim.output != j) continue;
      if (!piece.outputs[j]) {
        if (never_fails(claim)) continue;
        return refutation_at(problem, {piece.interior});
      }
      if (auto point = search.find(partition, piece, failing(claim, *piece.outputs[j])))
        return refutation_at(problem, {*point});
    }
  return std::nullopt;
}

}  // namespace polyspike
