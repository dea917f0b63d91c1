// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "linear/double_description.hpp"
#include "polyspike/rational.hpp"

namespace polyspike {

// The exact volume of a polytope of full dimension from its vertices and the rows that are
// zero at each: it is the union of the cones from one vertex over the facets that do not
// hold it, and so on down to simplices.
Rational pulling_volume(const VertexList& polytope);

}  // namespace polyspike
