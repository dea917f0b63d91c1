// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/bounds.hpp"

#include "property/piece_search.hpp"
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

}  // namespace

std::optional<Refutation> refute_bound(const Problem& problem, const Partition& partition,
                                       const Claim& claim) {
  const PieceSearch search(problem);
  for (const Piece& piece : partition.pieces)
    for (std::size_t j = 0; j < piece.outputs.size(); ++j) {
      if (claim.output && *claim.output != j) continue;
      if (!piece.outputs[j]) {
        if (never_fails(claim)) continue;
        return refutation_at(problem, {piece.interior});
      }
      if (auto point = search.find(piece, failing(claim, *piece.outputs[j])))
        return refutation_at(problem, {*point});
    }
  return std::nullopt;
}

}  // namespace polyspike
