// SPDX-License-Identifier: GPL-3.0-or-later
#include "geometry/hull_volume.hpp"

#include <CGAL/Epeck_d.h>
#include <CGAL/Triangulation.h>

#include <algorithm>

#include "geometry/simplex.hpp"

namespace polyspike {

namespace {

using Kernel = CGAL::Epeck_d<CGAL::Dynamic_dimension_tag>;
// A vertex remembers which of the points it is.
using Structure =
    CGAL::Triangulation_data_structure<CGAL::Dynamic_dimension_tag,
                                       CGAL::Triangulation_vertex<Kernel, std::size_t>,
                                       CGAL::Triangulation_full_cell<Kernel>>;
using Triangulation = CGAL::Triangulation<Kernel, Structure>;

Kernel::Point_d exact_point(const Point& point) {
  std::vector<Kernel::FT> x;
  for (const Rational& c : point) x.emplace_back(Kernel::FT::ET(c.str()));
  return Kernel::Point_d(static_cast<int>(x.size()), x.begin(), x.end());
}

Rational length(std::span<const Point> points) {
  const auto [low, high] = std::minmax_element(points.begin(), points.end());
  return high->front() - low->front();
}

}  // namespace

Rational hull_volume(std::span<const Point> points) {
  const std::size_t dimension = points.front().size();
  if (dimension == 0) return 1;
  if (dimension == 1) return length(points);
  Triangulation triangulation(static_cast<int>(dimension));
  std::vector<HomogeneousPoint> corners;
  for (const Point& point : points) {
    triangulation.insert(exact_point(point))->data() = corners.size();
    corners.push_back(homogeneous(point));
  }
  Rational sum;
  std::vector<const HomogeneousPoint*> simplex;
  for (auto cell = triangulation.finite_full_cells_begin();
       cell != triangulation.finite_full_cells_end(); ++cell) {
    simplex.clear();
    for (int k = 0; k <= triangulation.maximal_dimension(); ++k)
      simplex.push_back(&corners[cell->vertex(k)->data()]);
    sum += simplex_volume(simplex);
  }
  return sum;
}

}  // namespace polyspike
