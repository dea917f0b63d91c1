// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "lp/facet_probes.hpp"
#include "lp/facets.hpp"
#include "property/partition.hpp"

namespace polyspike {

// Disjoint sets of 0 .. n - 1.
class UnionFind {
 public:
  explicit UnionFind(std::size_t n);
  // One more set of one; its number.
  std::uint32_t add() {
    parent_.push_back(static_cast<std::uint32_t>(parent_.size()));
    return parent_.back();
  }
  std::uint32_t find(std::size_t i);
  // Whether they were apart.
  bool unite(std::size_t a, std::size_t b);

 private:
  std::vector<std::uint32_t> parent_;
};

// The facets of the full-dimensional pieces of a partition, by hyperplane and side.
class FacetIndex {
 public:
  // Refers to the partition.
  FacetIndex(const Problem& problem, const Partition& partition);

  // Calls `visit (above, below, form, point)` for pairs of pieces that share a facet, i.e.
  // whose intersection has one dimension less than they: form >= 0 on `above`, <= 0 on
  // `below`, and the point lies relatively inside the intersection. Asks `wanted` first,
  // which is cheap where it says no. In a deterministic order; `visit` may stop it by
  // returning false.
  using Wanted =
      std::function<bool(std::size_t above, std::size_t below, const AffineForm& form)>;
  using Visit = std::function<bool(std::size_t above, std::size_t below,
                                   const AffineForm& form, const Point& point)>;
  bool for_each_pair(const Wanted& wanted, const Visit& visit) const;
  // The same pairs without points, which is faster: doubles find most of them.
  using WantedPair = std::function<bool(std::size_t above, std::size_t below)>;
  void for_each_neighbour(const WantedPair& wanted, const WantedPair& visit) const;

 private:
  struct Facet {
    std::size_t piece, row;
  };
  struct Plane {
    AffineForm form;
    std::vector<Facet> above, below;
  };
  // Whether facets of one hyperplane have more than a face in common, where doubles tell.
  std::optional<bool> quick_answer(const Facet& a, const Facet& b) const;
  bool are_neighbours(const AffineForm& form, std::size_t a, std::size_t b) const;
  // The same where that costs less than to look for a point; else yes.
  bool may_be_neighbours(const AffineForm& form, const Facet& a, const Facet& b) const;
  const FacetProbes& probes(std::size_t piece) const;
  std::optional<Point> shared(const AffineForm& form, std::size_t a, std::size_t b) const;

  Polytopes polytopes_;
  std::vector<Plane> planes_;
  std::vector<std::vector<AffineForm>> rows_;  // of each piece
  const Partition& partition_;
  mutable std::vector<std::optional<FacetProbes>> probes_;  // once asked for
};

// The rows of a domain as forms.
std::vector<AffineForm> forms_of(const std::vector<HalfSpace>& half_spaces);

}  // namespace polyspike
