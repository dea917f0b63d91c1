// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/boxes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace polyspike {

namespace {

struct Box {
  double low[2] = {std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
  double high[2] = {std::numeric_limits<double>::lowest(),
                    std::numeric_limits<double>::lowest()};

  void add(const Point& point) {
    for (std::size_t i = 0; i < 2; ++i) {
      const double x = point[i].approximate();
      low[i] = std::min(low[i], x);
      high[i] = std::max(high[i], x);
    }
  }
};

}  // namespace

Boxes::Boxes(const std::vector<Polygon>& polygons) {
  Box all;
  std::vector<Box> boxes;
  for (const Polygon& polygon : polygons) {
    Box& box = boxes.emplace_back();
    for (const Point& vertex : polygon.vertices) {
      box.add(vertex);
      all.add(vertex);
    }
  }
  side_ = 1 + static_cast<std::size_t>(std::sqrt(static_cast<double>(polygons.size())));
  squares_.resize(side_ * side_);
  if (polygons.empty()) return;
  for (std::size_t i = 0; i < 2; ++i) {
    low_[i] = all.low[i];
    size_[i] = (all.high[i] - all.low[i]) / static_cast<double>(side_);
  }
  for (std::size_t p = 0; p < boxes.size(); ++p) {
    const Range x = range(0, boxes[p].low[0], boxes[p].high[0]);
    const Range y = range(1, boxes[p].low[1], boxes[p].high[1]);
    for (std::size_t j = y.low; j <= y.high; ++j)
      for (std::size_t i = x.low; i <= x.high; ++i) squares_[j * side_ + i].push_back(p);
  }
}

// The squares that meet [low, high] made a little larger: rounding never hides one.
Boxes::Range Boxes::range(std::size_t axis, double low, double high) const {
  const double last = static_cast<double>(side_ - 1);
  const double a = std::floor((low - low_[axis]) / size_[axis] - 1e-6);
  const double b = std::floor((high - low_[axis]) / size_[axis] + 1e-6);
  return {static_cast<std::size_t>(std::clamp(a, 0.0, last)),
          static_cast<std::size_t>(std::clamp(b, 0.0, last))};
}

void Boxes::for_each_near(const Point& point,
                          const std::function<void(std::size_t)>& visit) const {
  const double px = point[0].approximate(), py = point[1].approximate();
  const Range x = range(0, px, px), y = range(1, py, py);
  for (const std::size_t p : squares_[y.low * side_ + x.low]) visit(p);
}

}  // namespace polyspike
