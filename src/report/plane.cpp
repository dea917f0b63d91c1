// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/plane.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "report/boxes.hpp"

namespace polyspike {

namespace {

// A side of a polygon on its line: the stretch between two values of a coordinate that
// grows along the line.
struct Side {
  Rational low, high;
  std::size_t piece;
};

struct Line {
  AffineForm form;
  std::vector<Side> above, below;
};

// Every line with the sides on it, in the order in which they are first seen.
class Lines {
 public:
  void add(const AffineForm& row, const Point& from, const Point& to, std::size_t piece) {
    AffineForm form = row.primitive();
    const std::size_t first = form.gradient[0].is_zero() ? 1 : 0;
    const bool is_above = form.gradient[first].sign() > 0;
    if (!is_above) form = -form;
    const std::size_t axis = axis_of(form);
    const auto [place, fresh] = numbers_.try_emplace(form, lines_.size());
    if (fresh) lines_.push_back({form, {}, {}});
    Side side{from[axis], to[axis], piece};
    if (side.high < side.low) side.low.swap(side.high);
    Line& line = lines_[place->second];
    (is_above ? line.above : line.below).push_back(std::move(side));
  }
  std::vector<Line>& all() { return lines_; }

  static std::size_t axis_of(const AffineForm& form) {
    return form.gradient[1].is_zero() ? 1 : 0;
  }

 private:
  std::unordered_map<AffineForm, std::size_t, AffineFormHash> numbers_;
  std::vector<Line> lines_;
};

Point point_on(const AffineForm& form, const Rational& t) {
  if (Lines::axis_of(form) == 1) return {-form.constant / form.gradient[0], t};
  return {t, -(form.constant + form.gradient[0] * t) / form.gradient[1]};
}

void sort_sides(std::vector<Side>& sides) {
  std::sort(sides.begin(), sides.end(),
            [](const Side& a, const Side& b) { return a.low < b.low; });
}

// The side that holds the stretch right after t, if any; `next` moves on with t.
std::optional<std::size_t> side_at(const std::vector<Side>& sides, std::size_t& next,
                                   const Rational& t) {
  while (next < sides.size() && sides[next].high <= t) ++next;
  if (next == sides.size() || sides[next].low > t) return std::nullopt;
  return sides[next].piece;
}

Crossing without_jump(const Piece& a, const Piece& b) {
  if (a.map != b.map) return Crossing::bend;
  return a.cell == b.cell ? Crossing::cut : Crossing::same;
}

// How two full-dimensional pieces meet on the line {form = 0}; fills in the outputs that
// jump.
Crossing crossing_of(const Piece& a, const Piece& b, const AffineForm& form,
                     std::vector<std::size_t>& jumps) {
  if (a.map == b.map && a.map != Piece::never) return without_jump(a, b);
  bool bends = false;
  for (std::size_t j = 0; j < a.outputs.size(); ++j) {
    if (!a.outputs[j] && !b.outputs[j]) continue;
    if (!a.outputs[j] || !b.outputs[j]) {
      jumps.push_back(j);
      continue;
    }
    const AffineForm difference = (*a.outputs[j] - *b.outputs[j]).primitive();
    if (difference.is_zero()) continue;
    bends = true;
    if (difference != form && difference != -form) jumps.push_back(j);
  }
  if (!jumps.empty()) return Crossing::jump;
  if (bends) return Crossing::bend;
  return a.cell == b.cell ? Crossing::cut : Crossing::same;
}

void add_borders(const Partition& partition, bool is_continuous, Line& line,
                 std::vector<Border>& borders) {
  sort_sides(line.above);
  sort_sides(line.below);
  std::vector<Rational> stops;
  for (const auto* sides : {&line.above, &line.below})
    for (const Side& side : *sides) {
      stops.push_back(side.low);
      stops.push_back(side.high);
    }
  std::sort(stops.begin(), stops.end());
  stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
  std::size_t a = 0, b = 0;
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
    const auto above = side_at(line.above, a, stops[i]);
    const auto below = side_at(line.below, b, stops[i]);
    if (!above && !below) continue;
    Border border{point_on(line.form, stops[i]), point_on(line.form, stops[i + 1]),
                  line.form, above, below, Crossing::edge, {}};
    if (above && below) {
      const Piece& one = partition.pieces[*above];
      const Piece& other = partition.pieces[*below];
      border.crossing = is_continuous ? without_jump(one, other)
                                      : crossing_of(one, other, line.form, border.jumps);
    }
    borders.push_back(std::move(border));
  }
}

bool agree_at(const OutputForms& a, const OutputForms& b, const Point& point) {
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (a[j].has_value() != b[j].has_value()) return false;
    if (a[j] && a[j]->at(point) != b[j]->at(point)) return false;
  }
  return true;
}

bool closure_holds(const Piece& piece, const Point& point) {
  return std::all_of(piece.half_spaces.begin(), piece.half_spaces.end(),
                     [&](const HalfSpace& h) { return h.form.at(point).sign() >= 0; });
}

std::vector<LonePiece> find_lone(const Partition& partition,
                                 const std::vector<Polygon>& polygons) {
  std::vector<LonePiece> lone;
  const Boxes boxes(polygons);
  for (std::size_t p = 0; p < partition.pieces.size(); ++p) {
    const Piece& piece = partition.pieces[p];
    if (partition.is_full(piece)) continue;
    bool is_lone = true;
    boxes.for_each_near(piece.interior, [&](std::size_t polygon) {
      const Piece& full = partition.pieces[polygons[polygon].piece];
      is_lone = is_lone && !(agree_at(piece.outputs, full.outputs, piece.interior) &&
                             closure_holds(full, piece.interior));
    });
    if (is_lone) lone.push_back({p, ends_of(piece)});
  }
  return lone;
}

}  // namespace

Plane find_plane(const Partition& partition, bool is_continuous) {
  Plane plane;
  Lines lines;
  for (std::size_t p = 0; p < partition.pieces.size(); ++p) {
    const Piece& piece = partition.pieces[p];
    if (!partition.is_full(piece)) continue;
    Polygon polygon = polygon_of(piece.half_spaces);
    polygon.piece = p;
    for (std::size_t i = 0; i < polygon.rows.size(); ++i)
      lines.add(piece.half_spaces[polygon.rows[i]].form, polygon.vertices[i],
                polygon.vertices[(i + 1) % polygon.vertices.size()], p);
    plane.polygons.push_back(std::move(polygon));
  }
  for (Line& line : lines.all()) add_borders(partition, is_continuous, line, plane.borders);
  plane.lone = find_lone(partition, plane.polygons);
  return plane;
}

}  // namespace polyspike
