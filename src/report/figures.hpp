// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "report/drawing.hpp"
#include "report/report.hpp"

namespace polyspike {

// The figure of a domain of dimension two, and of dimension one.
Drawing draw_plane(const Report& report, const FigureStyle& style);
Drawing draw_graph(const Report& report, const FigureStyle& style);

// "x_2": the name of the flat's coordinate i in the domain.
std::string coordinate_name(const Report& report, std::size_t i);
// A form of the flat's coordinates in those of the domain.
AffineForm flat_form(const Report& report, const AffineForm& form);

}  // namespace polyspike
