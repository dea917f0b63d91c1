// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cassert>
#include <numeric>

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

// The part of the line p + t * direction where every row is >= 0; the line is bounded there.
std::vector<Point> clip_line(const Point& p, const Point& direction,
                             const std::vector<HalfSpace>& rows) {
  std::optional<Rational> low, high;
  for (const HalfSpace& row : rows) {
    const Rational speed = row.form.along(direction);
    if (speed.is_zero()) continue;
    const Rational t = -row.form.at(p) / speed;
    auto& bound = speed.sign() > 0 ? low : high;
    if (!bound || (speed.sign() > 0 ? t > *bound : t < *bound)) bound = t;
  }
  assert(low && high);
  std::vector<Point> ends(2, p);
  for (std::size_t i = 0; i < 2; ++i) {
    ends[0][i].add_product(*low, direction[i]);
    ends[1][i].add_product(*high, direction[i]);
  }
  return ends;
}

}  // namespace

Polygon polygon_of(const std::vector<HalfSpace>& rows) {
  Polygon polygon;
  polygon.rows.resize(rows.size());
  std::iota(polygon.rows.begin(), polygon.rows.end(), std::size_t{0});
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
  if (piece.dimension == 0) return {piece.interior};
  for (const HalfSpace& row : piece.half_spaces)
    if (!row.form.is_constant() && row.form.at(piece.interior).is_zero())
      return clip_line(piece.interior, {-row.form.gradient[1], row.form.gradient[0]},
                       piece.half_spaces);
  assert(false);
  return {piece.interior};
}

}  // namespace polyspike
