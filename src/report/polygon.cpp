// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cassert>

#include "report/plane.hpp"

namespace polyspike {

namespace {

Rational cross(const AffineForm& a, const AffineForm& b) {
  return a.gradient[0] * b.gradient[1] - a.gradient[1] * b.gradient[0];
}

bool is_upper(const AffineForm& form) {
  const int y = form.gradient[1].sign();
  return y > 0 || (y == 0 && form.gradient[0].sign() > 0);
}

// Inward normals by their angle, from 0 counter-clockwise.
bool turns_before(const AffineForm& a, const AffineForm& b) {
  if (is_upper(a) != is_upper(b)) return is_upper(a);
  return cross(a, b).sign() > 0;
}

// Where two lines that are not parallel meet.
Point meet(const AffineForm& a, const AffineForm& b) {
  const Rational determinant = cross(a, b);
  assert(!determinant.is_zero());
  return {(a.gradient[1] * b.constant - b.gradient[1] * a.constant) / determinant,
          (b.gradient[0] * a.constant - a.gradient[0] * b.constant) / determinant};
}

// The part of the line p + t * direction where every row is >= 0, from low to high; the line
// is bounded there. Nothing where that is empty or a point.
std::optional<std::pair<Rational, Rational>> clip_line(const Point& p, const Point& direction,
                                                       const std::vector<HalfSpace>& rows) {
  std::optional<Rational> low, high;
  for (const HalfSpace& row : rows) {
    const Rational speed = row.form.along(direction), here = row.form.at(p);
    if (speed.is_zero()) {
      if (here.sign() < 0) return std::nullopt;
      continue;
    }
    const Rational t = -here / speed;
    auto& bound = speed.sign() > 0 ? low : high;
    if (!bound || (speed.sign() > 0 ? t > *bound : t < *bound)) bound = t;
  }
  assert(low && high);
  if (*low >= *high) return std::nullopt;
  return std::pair(*low, *high);
}

Point along(const Point& p, const Point& direction, const Rational& t) {
  return {p[0] + t * direction[0], p[1] + t * direction[1]};
}

Point direction_of(const AffineForm& form) {
  return {-form.gradient[1], form.gradient[0]};
}

// Whether row i holds a side of the polygon; of equal rows the first does.
bool is_side(const std::vector<HalfSpace>& rows, std::size_t i) {
  const AffineForm& form = rows[i].form;
  for (std::size_t k = 0; k < i; ++k)
    if (rows[k].form == form) return false;
  const Rational square = form.along(form.gradient);
  const Point foot{-form.constant * form.gradient[0] / square,
                   -form.constant * form.gradient[1] / square};
  return clip_line(foot, direction_of(form), rows).has_value();
}

std::vector<std::size_t> sides_of(const std::vector<HalfSpace>& rows) {
  const bool facets_only = std::none_of(rows.begin(), rows.end(),
                                        [](const HalfSpace& row) { return row.strict; });
  std::vector<std::size_t> sides;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (facets_only || is_side(rows, i)) sides.push_back(i);
  return sides;
}

}  // namespace

Polygon polygon_of(const std::vector<HalfSpace>& rows) {
  Polygon polygon;
  polygon.rows = sides_of(rows);
  std::sort(polygon.rows.begin(), polygon.rows.end(), [&](std::size_t a, std::size_t b) {
    return turns_before(rows[a].form, rows[b].form);
  });
  for (std::size_t i = 0; i < polygon.rows.size(); ++i) {
    const std::size_t last = (i + polygon.rows.size() - 1) % polygon.rows.size();
    polygon.vertices.push_back(
        meet(rows[polygon.rows[last]].form, rows[polygon.rows[i]].form));
  }
  return polygon;
}

std::vector<Point> ends_of(const Piece& piece) {
  const Point& p = piece.interior;
  if (piece.dimension == 0) return {p};
  for (const HalfSpace& row : piece.half_spaces) {
    if (row.form.is_constant() || !row.form.at(p).is_zero()) continue;
    const Point direction = direction_of(row.form);
    if (const auto part = clip_line(p, direction, piece.half_spaces))
      return {along(p, direction, part->first), along(p, direction, part->second)};
  }
  return {p};
}

}  // namespace polyspike
