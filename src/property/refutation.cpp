// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/refutation.hpp"

#include "program/evaluate.hpp"

namespace polyspike {

Refutation refutation_at(const Problem& problem, const std::vector<Point>& points) {
  Refutation refutation;
  for (const Point& point : points) {
    refutation.points.push_back(problem.flat.extend(point));
    refutation.values.push_back(evaluate(problem.program, point).outputs(problem.program));
  }
  return refutation;
}

}  // namespace polyspike
