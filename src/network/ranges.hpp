// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "number/grid.hpp"
#include "polyspike/network.hpp"

// Interval arithmetic over a network's domain: sound and quick, not tight.
namespace polyspike {

// The smallest box that the half-spaces with one coordinate describe; nothing where a
// coordinate has no lower or no upper bound among them. An empty domain may give bounds
// that cross.
struct Bounds {
  Rational lower, upper;
};
std::optional<std::vector<Bounds>> box_of(const Domain& domain);

// A grid fine enough for bounds over that box: 2^-40, finer for a small box, and one that
// holds the bounds themselves where their denominators are short.
Grid grid_for(const std::vector<Bounds>& box);

std::vector<GridRange> ranges_of(const Grid& grid, const std::vector<Bounds>& box);
// What the rows of the map take where its inputs take these ranges.
std::vector<GridRange> ranges_through(const AffineMap& map,
                                      const std::vector<GridRange>& inputs,
                                      const Grid& grid);
// The range of max(0, z).
GridRange positive_part(const GridRange& z);

}  // namespace polyspike
