// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/adjacency.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace polyspike {

UnionFind::UnionFind(std::size_t n) : parent_(n) {
  std::iota(parent_.begin(), parent_.end(), std::size_t{0});
}

std::size_t UnionFind::find(std::size_t i) {
  while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
  return i;
}

bool UnionFind::unite(std::size_t a, std::size_t b) {
  a = find(a);
  b = find(b);
  if (a == b) return false;
  parent_[std::max(a, b)] = std::min(a, b);
  return true;
}

std::vector<AffineForm> forms_of(const std::vector<HalfSpace>& half_spaces) {
  std::vector<AffineForm> forms;
  for (const HalfSpace& h : half_spaces) forms.push_back(h.form);
  return forms;
}

namespace {

// Whether the first entry of the gradient that is not zero is positive.
bool is_upward(const AffineForm& form) {
  for (const Rational& g : form.gradient)
    if (!g.is_zero()) return g.sign() > 0;
  return true;
}

}  // namespace

FacetIndex::FacetIndex(const Problem& problem, const Partition& partition)
    : polytopes_(forms_of(problem.domain.half_spaces), problem.interior),
      partition_(partition) {
  std::unordered_map<AffineForm, std::size_t, AffineFormHash> place;
  for (std::size_t p = 0; p < partition.pieces.size(); ++p) {
    const Piece& piece = partition.pieces[p];
    rows_.push_back(forms_of(piece.half_spaces));
    if (!partition.is_full(piece)) continue;
    std::size_t row = 0;
    for (const AffineForm& form : rows_.back()) {
      const bool up = is_upward(form);
      const auto [entry, fresh] = place.try_emplace(up ? form : -form, planes_.size());
      if (fresh) planes_.push_back({entry->first, {}, {}});
      Plane& plane = planes_[entry->second];
      (up ? plane.above : plane.below).push_back({p, row++});
    }
  }
}

std::optional<Point> FacetIndex::shared(const AffineForm& form, std::size_t a,
                                        std::size_t b) const {
  return polytopes_.common_on_plane(form, rows_[a], rows_[b]);
}

bool FacetIndex::for_each_pair(const Wanted& wanted, const Visit& visit) const {
  for (const Plane& plane : planes_)
    for (const Facet& a : plane.above)
      for (const Facet& b : plane.below) {
        if (!wanted(a.piece, b.piece, plane.form)) continue;
        if (!may_be_neighbours(plane.form, a, b)) continue;
        const auto point = shared(plane.form, a.piece, b.piece);
        if (point && !visit(a.piece, b.piece, plane.form, *point)) return false;
      }
  return true;
}

namespace {

enum class Touch { no, yes, unknown };

// Facets in one hyperplane: in dimension one the same point, in dimension two segments, of
// which one coordinate tells whether they overlap.
Touch touch(const FacetBox& a, const FacetBox& b) {
  const double error = 4 * (a.error + b.error);
  if (a.dimension == 1) return Touch::yes;
  for (std::size_t i = 0; i < a.dimension; ++i) {
    const double overlap =
        std::min(a.high[i], b.high[i]) - std::max(a.low[i], b.low[i]);
    if (overlap < -error) return Touch::no;
    if (a.dimension == 2 && overlap > error) return Touch::yes;
  }
  return Touch::unknown;
}

// Whether the centre of a facet, which is in the hyperplane of facet `row` of a piece, is
// surely strictly inside the piece's other half-spaces.
bool is_centre_inside(const FacetBox& facet, const std::vector<FacetBox>& boxes,
                      std::size_t row) {
  for (std::size_t k = 0; k < boxes.size(); ++k)
    if (k != row && !boxes[k].is_surely_inside(facet)) return false;
  return true;
}

}  // namespace

std::optional<bool> FacetIndex::quick_answer(const Facet& a, const Facet& b) const {
  const auto& boxes_a = partition_.pieces[a.piece].boxes;
  const auto& boxes_b = partition_.pieces[b.piece].boxes;
  if (boxes_a.empty() || boxes_b.empty()) {
    if (probes(a.piece).surely_meet(a.row, probes(b.piece), b.row)) return true;
    return std::nullopt;
  }
  const Touch found = touch(boxes_a[a.row], boxes_b[b.row]);
  if (found != Touch::unknown) return found == Touch::yes;
  if (is_centre_inside(boxes_a[a.row], boxes_b, b.row) ||
      is_centre_inside(boxes_b[b.row], boxes_a, a.row))
    return true;
  return std::nullopt;
}

// Pieces with boxes are not always in the coordinates of the domain.
bool FacetIndex::are_neighbours(const AffineForm& form, std::size_t a, std::size_t b) const {
  if (!partition_.pieces[a].boxes.empty()) return shared(form, a, b).has_value();
  return polytopes_.share_facet(form, rows_[a], partition_.pieces[a].interior, rows_[b]);
}

bool FacetIndex::may_be_neighbours(const AffineForm& form, const Facet& a,
                                   const Facet& b) const {
  if (!partition_.pieces[a.piece].boxes.empty()) return quick_answer(a, b).value_or(true);
  return are_neighbours(form, a.piece, b.piece);
}

const FacetProbes& FacetIndex::probes(std::size_t piece) const {
  if (probes_.empty()) probes_.resize(rows_.size());
  if (!probes_[piece])
    probes_[piece].emplace(polytopes_, rows_[piece], partition_.pieces[piece].interior);
  return *probes_[piece];
}

// What doubles tell first: `wanted` may then say no to the rest.
void FacetIndex::for_each_neighbour(const WantedPair& wanted,
                                    const WantedPair& visit) const {
  for (const bool is_quick : {true, false})
    for (const Plane& plane : planes_)
      for (const Facet& a : plane.above)
        for (const Facet& b : plane.below) {
          if (!wanted(a.piece, b.piece)) continue;
          const auto quick = quick_answer(a, b);
          const bool found = is_quick ? quick.value_or(false)
                                      : !quick && are_neighbours(plane.form, a.piece, b.piece);
          if (found && !visit(a.piece, b.piece)) return;
        }
}

}  // namespace polyspike
