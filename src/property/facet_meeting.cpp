// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/facet_meeting.hpp"

#include <algorithm>
#include <cmath>

namespace polyspike {

namespace {

enum class Touch { no, yes, unknown };

// In dimension one facets are the same point, in dimension two segments, of which one
// coordinate tells whether they overlap.
Touch touch(const FacetBox& a, const FacetBox& b) {
  const double error = 4 * (a.error + b.error);
  if (a.dimension == 1) return Touch::yes;
  for (std::size_t i = 0; i < a.dimension; ++i) {
    const double overlap = std::min(a.high[i], b.high[i]) - std::max(a.low[i], b.low[i]);
    if (overlap < -error) return Touch::no;
    if (a.dimension == 2 && overlap > error) return Touch::yes;
  }
  return Touch::unknown;
}

// Whether the centre of a facet in the hyperplane of the other is surely strictly inside
// the other half-spaces of the other's leaf.
bool is_centre_inside(const FacetBox& facet, const FacetOf& other) {
  for (std::size_t k = 0; k < other.boxes->size(); ++k)
    if (k != other.row && !(*other.boxes)[k].is_surely_inside(facet)) return false;
  return true;
}

// A search in the hyperplane of two facets for a point inside all other half-spaces of
// both leaves: from the middle of the centres, always away from the worst.
class CommonPoint {
 public:
  CommonPoint(const FacetOf& a, const FacetOf& b) : plane_(a.box()), x_(plane_) {
    for (std::size_t i = 0; i < plane_.dimension; ++i) {
      x_.centre[i] = (a.box().centre[i] + b.box().centre[i]) / 2;
      size_ = std::max(size_, std::min(a.box().high[i] - a.box().low[i],
                                       b.box().high[i] - b.box().low[i]));
      square_ += plane_.row[i] * plane_.row[i];
    }
    add(a);
    add(b);
  }

  bool find() {
    constexpr int most_steps = 80;
    constexpr double shrink = 0.85;
    double margin = size_ / 4;
    for (int step = 0; step < most_steps; ++step, margin *= shrink) {
      const auto [wall, depth] = worst();
      if (wall == nullptr) return false;
      if (depth > 0 && is_certain()) return true;
      move(*wall, margin - depth);
    }
    return false;
  }

 private:
  struct Wall {
    const FacetBox* box;
    std::array<double, FacetBox::most> direction;  // within the hyperplane, of length one
    double scale;                                  // of the row along it
  };

  void add(const FacetOf& facet) {
    for (std::size_t k = 0; k < facet.boxes->size(); ++k)
      if (k != facet.row) add((*facet.boxes)[k]);
  }
  void add(const FacetBox& box) {
    Wall wall{&box, {}, 0};
    double along = 0;
    for (std::size_t i = 0; i < plane_.dimension; ++i)
      along += box.row[i] * plane_.row[i];
    for (std::size_t i = 0; i < plane_.dimension; ++i) {
      wall.direction[i] = box.row[i] - along / square_ * plane_.row[i];
      wall.scale += wall.direction[i] * wall.direction[i];
    }
    wall.scale = std::sqrt(wall.scale);
    for (double& x : wall.direction) x /= wall.scale;
    walls_.push_back(wall);
  }
  double value(const FacetBox& box) const {
    double result = box.row[box.dimension];
    for (std::size_t i = 0; i < box.dimension; ++i) result += box.row[i] * x_.centre[i];
    return result;
  }
  std::pair<const Wall*, double> worst() const {
    std::pair<const Wall*, double> result{nullptr, HUGE_VAL};
    for (const Wall& wall : walls_)
      if (const double depth = value(*wall.box) / wall.scale; depth < result.second)
        result = {&wall, depth};
    return result;
  }
  void move(const Wall& wall, double distance) {
    for (std::size_t i = 0; i < plane_.dimension; ++i)
      x_.centre[i] += distance * wall.direction[i];
  }
  // Whether the exact point of the hyperplane to which one coordinate leads from here,
  // that along which its row changes most, is inside.
  bool is_certain() {
    double steepest = 0;
    for (std::size_t i = 0; i < plane_.dimension; ++i) {
      // The slacks of rows are for such points.
      if (!(std::fabs(x_.centre[i]) <= 1)) return false;
      steepest = std::max(steepest, std::fabs(plane_.row[i]));
    }
    const double slope = steepest - plane_.slack;
    if (!(slope > 0)) return false;
    x_.error = (std::fabs(value(plane_)) + plane_.slack) / slope * 1.0000001;
    return std::all_of(walls_.begin(), walls_.end(),
                       [&](const Wall& wall) { return wall.box->is_surely_inside(x_); });
  }

  const FacetBox& plane_;
  FacetBox x_;  // only `centre` and `error` matter
  std::vector<Wall> walls_;
  double size_ = 0, square_ = 0;
};

}  // namespace

std::optional<bool> do_facets_meet(const FacetOf& a, const FacetOf& b) {
  const Touch found = touch(a.box(), b.box());
  if (found != Touch::unknown) return found == Touch::yes;
  if (is_centre_inside(a.box(), b) || is_centre_inside(b.box(), a)) return true;
  return std::nullopt;
}

bool find_common_point(const FacetOf& a, const FacetOf& b) {
  return CommonPoint(a, b).find();
}

}  // namespace polyspike
