// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "report/plane.hpp"

namespace polyspike {

// Polygons in a grid of squares by their bounding boxes, made a little larger: a search in
// doubles that never misses a polygon near a point.
class Boxes {
 public:
  explicit Boxes(const std::vector<Polygon>& polygons);
  // Calls `visit` for every polygon whose closure holds the point, and for some others.
  void for_each_near(const Point& point,
                     const std::function<void(std::size_t)>& visit) const;

 private:
  struct Range {
    std::size_t low, high;
  };
  Range range(std::size_t axis, double low, double high) const;

  std::size_t side_ = 1;  // squares in a row
  double low_[2] = {0, 0};
  double size_[2] = {1, 1};
  std::vector<std::vector<std::size_t>> squares_;
};

}  // namespace polyspike
