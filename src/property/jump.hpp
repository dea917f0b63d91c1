// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include "property/claims.hpp"

namespace polyspike {

// A discontinuity: the value at a point and the pieces it jumps between, in the coordinates
// of the problem's flat.
struct Jump {
  Point point;
  std::vector<std::size_t> sides;  // full-dimensional pieces whose closures hold the point
};

// Looks for a point where the network is discontinuous on the closed domain, `inf` counting
// as an isolated value. The partition must hold all dimensions and be complete. None: the
// network is continuous.
//
// Full-dimensional pieces cover the domain with their closures, and around a point they are
// connected through facets, so equal limits on shared facets make one continuous extension;
// the network is continuous iff its value equals it on the pieces of lower dimension too.
std::optional<Jump> find_jump(const Problem& problem, const Partition& partition);

// The two halves of the search. Between two full-dimensional pieces:
std::optional<Jump> find_facet_jump(const Problem& problem, const Partition& partition);
// A piece of lower dimension, and a full-dimensional one whose closure it meets at `point`,
// that disagree there. Calls `visit (low, full, point)` for all such; it may stop by false.
bool for_each_low_jump(const Partition& partition,
                       const std::function<bool(std::size_t low, std::size_t full,
                                                const Point& point)>& visit);

// Output forms at a point.
std::vector<Value> values_at(const OutputForms& outputs, const Point& point);

// A point of the flat near `point` where a form that is not identically zero on the
// directions of the flat is not zero, still strictly inside all rows that are strict at
// `point`. The rows are those that must be kept; rows zero at the point are ignored.
Point move_off_zero(const Flat& flat, const std::vector<AffineForm>& rows,
                    const AffineForm& form, const Point& point);

}  // namespace polyspike
