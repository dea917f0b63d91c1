// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/adjacency.hpp"

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
    : polytopes_(forms_of(problem.domain.half_spaces), problem.interior) {
  std::unordered_map<AffineForm, std::size_t, AffineFormHash> place;
  for (std::size_t p = 0; p < partition.pieces.size(); ++p) {
    const Piece& piece = partition.pieces[p];
    rows_.push_back(forms_of(piece.half_spaces));
    if (!partition.is_full(piece)) continue;
    for (const AffineForm& form : rows_.back()) {
      const bool up = is_upward(form);
      const auto [entry, fresh] = place.try_emplace(up ? form : -form, planes_.size());
      if (fresh) planes_.push_back({entry->first, {}, {}});
      Plane& plane = planes_[entry->second];
      (up ? plane.above : plane.below).push_back(p);
    }
  }
}

std::optional<Point> FacetIndex::shared(const AffineForm& form, std::size_t a,
                                        std::size_t b) const {
  return polytopes_.common_on_plane(form, rows_[a], rows_[b]);
}

bool FacetIndex::for_each_pair(const Wanted& wanted, const Visit& visit) const {
  for (const Plane& plane : planes_)
    for (std::size_t a : plane.above)
      for (std::size_t b : plane.below) {
        if (!wanted(a, b, plane.form)) continue;
        const auto point = shared(plane.form, a, b);
        if (point && !visit(a, b, plane.form, *point)) return false;
      }
  return true;
}

}  // namespace polyspike
