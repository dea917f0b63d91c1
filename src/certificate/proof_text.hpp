// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "polyspike/affine_form.hpp"

// How certificates write numbers; see FORMAT.md.
namespace polyspike {

// Multipliers by id, id 0 the negation of what is proved; ids in any order, also repeated.
using Proof = std::vector<std::pair<std::uint32_t, Rational>>;

// "0:2 3:1": integers in their smallest ratio, ids increasing; each with a space before it.
std::string proof_text(const Proof& proof);
// "3 -1 0": a form's primitive multiple.
std::string form_text(const AffineForm& form);
// "2 1 -3": a point over its common denominator.
std::string point_text(const Point& point);
// The positive factor in form = factor * form.primitive (); the form is not zero.
Rational content(const AffineForm& form);

}  // namespace polyspike
