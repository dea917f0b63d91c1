// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/figures.hpp"

#include <stdexcept>

namespace polyspike {

std::string coordinate_name(const Report& report, std::size_t i) {
  return "x_" + std::to_string(report.problem.flat.free[i] + 1);
}

AffineForm flat_form(const Report& report, const AffineForm& form) {
  return report.problem.flat.extend(form);
}

Drawing draw_figure(const Report& report, const FigureStyle& style) {
  if (report.plane) return draw_plane(report, style);
  if (report.graph) return draw_graph(report, style);
  throw std::logic_error("draw_figure: the report has no picture");
}

}  // namespace polyspike
