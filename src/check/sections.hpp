// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tree.hpp"

// What follows the tree: FORMAT.md, "Sections after the tree".
namespace check {

// Reads `components`; the number of components.
std::size_t read_components(Lines& lines, const TreeResult& tree, Claim::Kind kind);
// Reads `pairs continuous`.
void read_seams(Lines& lines, const TreeResult& tree);
// Reads `pairs concave` or `pairs convex`.
// Monotone, concave or convex by the leaves of all points, two or three at a time.
void read_tuples(Lines& lines, const TreeResult& tree, Claim::Kind kind);
void read_curvature(Lines& lines, const TreeResult& tree, Claim::Kind kind);

}  // namespace check
