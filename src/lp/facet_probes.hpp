// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "lp/facets.hpp"

namespace polyspike {

// A polytope in doubles, with two points near every facet, one on each side of it, that the
// polytope's other half-spaces hold. If another polytope's hold both, too, the segment between
// the points crosses the facet where the two polytopes meet.
class FacetProbes {
 public:
  // The rows are all facets of a polytope inside the domain; `interior` is strictly inside.
  FacetProbes(const Polytopes& polytopes, std::span<const AffineForm> rows,
              const Point& interior);

  // Whether facet f here and facet g there, which lie in one hyperplane with the polytopes on
  // either side, surely have more than a face in common. No says nothing.
  bool surely_meet(std::size_t f, const FacetProbes& other, std::size_t g) const {
    return other.holds_probes(*this, f, g) || holds_probes(other, g, f);
  }

 private:
  struct Probe {
    std::vector<double> inner, outer;  // empty where none was found
  };

  // Sign of the f-th row at a point of the domain where doubles tell, else 0.
  int sign(std::size_t f, const std::vector<double>& x) const;
  bool holds(const std::vector<double>& x, std::size_t but) const;
  bool holds_probes(const FacetProbes& other, std::size_t f, std::size_t but) const {
    const Probe& probe = other.probes_[f];
    return !probe.inner.empty() && holds(probe.inner, but) && holds(probe.outer, but);
  }
  Probe find_probe(std::size_t f, const std::vector<double>& interior,
                   const std::vector<double>& beyond) const;

  std::size_t width_ = 0;
  std::vector<double> rows_;     // width_ entries each, the constant first
  std::vector<double> margins_;  // of a value in the domain
  std::vector<Probe> probes_;
};

}  // namespace polyspike
