// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/chart.hpp"

#include <cassert>
#include <optional>
#include <stdexcept>

#include "linear/axis_bounds.hpp"

namespace polyspike::vertex {

namespace {

using Bounds = std::vector<std::pair<Rational, Rational>>;

// The point in which the rows chosen meet, or nothing if they do not meet in one point.
std::optional<Point> meet(const Domain& domain, const std::vector<std::size_t>& chosen) {
  const std::size_t d = domain.dimension;
  std::vector<std::vector<Rational>> a;
  for (const std::size_t k : chosen) {
    a.push_back(domain.half_spaces[k].form.gradient);
    a.back().push_back(-domain.half_spaces[k].form.constant);
  }
  for (std::size_t c = 0; c < d; ++c) {
    std::size_t pivot = c;
    while (pivot < d && a[pivot][c].is_zero()) ++pivot;
    if (pivot == d) return std::nullopt;
    std::swap(a[pivot], a[c]);
    for (std::size_t r = 0; r < d; ++r) {
      if (r == c || a[r][c].is_zero()) continue;
      const Rational factor = a[r][c] / a[c][c];
      for (std::size_t k = c; k <= d; ++k) a[r][k] -= factor * a[c][k];
    }
  }
  Point point(d);
  for (std::size_t c = 0; c < d; ++c) point[c] = a[c][d] / a[c][c];
  return point;
}

bool contains(const Domain& domain, const Point& point) {
  for (const HalfSpace& h : domain.half_spaces)
    if (h.form.at(point).sign() < 0) return false;
  return true;
}

// By all vertices; for domains that do not name their bounds.
Bounds box_of_vertices(const Domain& domain) {
  const std::size_t d = domain.dimension, m = domain.half_spaces.size();
  if (m < d + 1) throw std::logic_error("vertex engine: the domain is not bounded");
  Bounds box;
  std::vector<std::size_t> chosen(d);
  for (std::size_t i = 0; i < d; ++i) chosen[i] = i;
  for (;;) {
    if (const auto point = meet(domain, chosen); point && contains(domain, *point)) {
      for (std::size_t i = 0; i < d; ++i) {
        if (box.size() == i) box.emplace_back((*point)[i], (*point)[i]);
        auto& [low, high] = box[i];
        if ((*point)[i] < low) low = (*point)[i];
        if ((*point)[i] > high) high = (*point)[i];
      }
    }
    std::size_t i = d;
    while (i > 0 && chosen[i - 1] == m - d + i - 1) --i;
    if (i == 0) break;
    ++chosen[i - 1];
    for (; i < d; ++i) chosen[i] = chosen[i - 1] + 1;
  }
  if (box.empty())
    throw std::logic_error("vertex engine: the domain is empty or not bounded");
  return box;
}

// The least power of two that is at least `value` > 0.
Rational power_above(const Rational& value) {
  long exponent = 0;
  while (Rational::power_of_two(exponent) < value) ++exponent;
  while (Rational::power_of_two(exponent - 1) >= value) --exponent;
  return Rational::power_of_two(exponent);
}

}  // namespace

std::vector<std::pair<Rational, Rational>> bounding_box(const Domain& domain) {
  std::vector<AffineForm> rows;
  for (const HalfSpace& h : domain.half_spaces) rows.push_back(h.form);
  Bounds box;
  for (const AxisBounds& bounds : axis_bounds(rows, domain.dimension)) {
    if (!bounds.are_known()) return box_of_vertices(domain);
    box.emplace_back(*bounds.low, *bounds.high);
  }
  return box;
}

Chart::Chart(const Bounds& box) {
  for (const auto& [low, high] : box) {
    if (low >= high) throw std::logic_error("vertex engine: the domain is flat");
    // Half the length, with room for the rounding of the centre to a multiple of 1/16 scale.
    const Rational half = (high - low) / 2, middle = (low + high) / 2;
    Rational scale = power_above(half);
    const auto rounded = [&middle](const Rational& step) {
      return (middle / step + Rational(1, 2)).floor() * step;
    };
    Rational centre = rounded(scale / 16);
    if (abs(middle - centre) + half > scale) {
      scale *= 2;
      centre = rounded(scale / 16);
    }
    assert(abs(middle - centre) + half <= scale);
    centre_.push_back(centre);
    scale_.push_back(scale);
  }
}

AffineForm Chart::in_chart(const AffineForm& form) const {
  AffineForm result = form;
  for (std::size_t i = 0; i < dimension(); ++i) {
    result.constant.add_product(form.gradient[i], centre_[i]);
    result.gradient[i] *= scale_[i];
  }
  return result;
}

AffineForm Chart::from_chart(const AffineForm& form) const {
  AffineForm result = form;
  for (std::size_t i = 0; i < dimension(); ++i) {
    result.gradient[i] /= scale_[i];
    result.constant -= result.gradient[i] * centre_[i];
  }
  return result;
}

Point Chart::from_chart(const Point& u) const {
  Point x;
  for (std::size_t i = 0; i < dimension(); ++i)
    x.push_back(centre_[i] + scale_[i] * u[i]);
  return x;
}

}  // namespace polyspike::vertex
