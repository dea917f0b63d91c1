// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/adjacency.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "property/facet_meeting.hpp"

namespace polyspike {

UnionFind::UnionFind(std::size_t n) : parent_(n) {
  std::iota(parent_.begin(), parent_.end(), std::uint32_t{0});
}

std::uint32_t UnionFind::find(std::size_t i) {
  while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
  return static_cast<std::uint32_t>(i);
}

bool UnionFind::unite(std::size_t a, std::size_t b) {
  const std::uint32_t first = find(a), second = find(b);
  if (first == second) return false;
  parent_[std::max(first, second)] = std::min(first, second);
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

std::optional<bool> FacetIndex::quick_answer(const Facet& a, const Facet& b) const {
  const auto& boxes_a = partition_.pieces[a.piece].boxes;
  const auto& boxes_b = partition_.pieces[b.piece].boxes;
  if (boxes_a.empty() || boxes_b.empty()) {
    if (probes(a.piece).surely_meet(a.row, probes(b.piece), b.row)) return true;
    return std::nullopt;
  }
  return do_facets_meet({&boxes_a, a.row}, {&boxes_b, b.row});
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
