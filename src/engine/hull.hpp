// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "linear/flat.hpp"
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

// The hull of {x in the flat : rows}, rows given in ambient coordinates; nothing if that set
// is empty. A strict row that is zero on the whole hull makes it empty.
std::optional<Hull> find_hull(const Flat& flat, std::span<const HalfSpace> rows);

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
