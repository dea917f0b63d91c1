// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "linear/flat.hpp"
#include "lp/exact_maximum.hpp"
#include "polyspike/affine_form.hpp"
#include "polyspike/network.hpp"
#include "program/program.hpp"

namespace polyspike {

// A non-empty polyhedron in coordinates of its affine hull, where it is full-dimensional.
struct Hull {
  Flat flat;
  std::vector<HalfSpace> rows;  // forms of the flat's coordinates, none constant
  Point interior;               // strictly inside every row, in the flat's coordinates
};

// How a hull was found.
struct HullTrace {
  // Rows (by place) with multipliers: their sum is zero, so `row`, one of them, is zero on
  // the whole polyhedron and was solved for.
  struct Step {
    std::size_t row;
    AffineForm form;  // of the flat it was solved in, in ambient coordinates
    Multipliers multipliers;
  };
  std::vector<Step> steps;
  Multipliers empty;                // where the set is empty: the sum is a contradiction
  std::vector<std::size_t> origin;  // of the hull's rows, among the rows given
};

// The hull of {x in the flat : rows}, rows given in ambient coordinates; nothing if that set
// is empty. A strict row that is zero on the whole hull makes it empty.
std::optional<Hull> find_hull(const Flat& flat, std::span<const HalfSpace> rows,
                              HullTrace* trace = nullptr);

// A program over the affine hull of its domain: what the engines work on. Points and forms
// are in the flat's coordinates; flat.extend brings them back to the domain's own.
struct Problem {
  Program program;  // takes the flat's coordinates
  Domain domain;    // full-dimensional, no constant rows
  Point interior;   // strictly inside the domain
  Flat flat;
};

// Nothing if the domain is empty. The domain must be bounded.
std::optional<Problem> make_problem(const Program& program, const Domain& domain);

}  // namespace polyspike
