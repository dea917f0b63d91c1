// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/jump.hpp"

#include <algorithm>
#include <cassert>

#include "property/adjacency.hpp"
#include "property/piece_boxes.hpp"

namespace polyspike {

std::vector<Value> values_at(const OutputForms& outputs, const Point& point) {
  std::vector<Value> values;
  for (const auto& form : outputs)
    values.push_back(form ? Value(form->at(point)) : std::nullopt);
  return values;
}

namespace {

// A form that is not zero on the flat where the two outputs differ on it; nothing if they
// agree all over the flat. Where one is `inf` and the other is not the form is constant.
std::optional<AffineForm> difference_on(const Flat& flat, const OutputForms& a,
                                        const OutputForms& b) {
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (a[j].has_value() != b[j].has_value()) {
      AffineForm one(flat.ambient());
      one.constant = 1;
      return one;
    }
    if (!a[j]) continue;
    AffineForm difference = *a[j] - *b[j];
    if (!flat.restrict(difference).is_zero()) return difference;
  }
  return std::nullopt;
}

// Whether the outputs of two pieces differ on the hyperplane {form = 0}; cheap.
bool differ_on_plane(const OutputForms& a, const OutputForms& b, const AffineForm& form) {
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (a[j].has_value() != b[j].has_value()) return true;
    if (!a[j]) continue;
    const AffineForm difference = *a[j] - *b[j];
    if (difference.is_zero()) continue;
    const AffineForm d = difference.primitive();
    if (d != form && d != -form) return true;
  }
  return false;
}

}  // namespace

Point move_off_zero(const Flat& flat, const std::vector<AffineForm>& rows,
                    const AffineForm& form, const Point& point) {
  if (!form.at(point).is_zero()) return point;
  const AffineForm restricted = flat.restrict(form);
  assert(!restricted.is_constant());
  Point start;
  for (std::size_t i : flat.free) start.push_back(point[i]);
  for (Rational step(1);; step /= Rational(2)) {
    Point y = start;
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += step * restricted.gradient[i];
    Point moved = flat.extend(y);
    bool inside = true;
    for (const AffineForm& row : rows)
      inside = inside && (row.at(point).is_zero() || row.at(moved).sign() > 0);
    if (inside) return moved;
  }
}

std::optional<Jump> find_facet_jump(const Problem& problem, const Partition& partition) {
  const FacetIndex facets(problem, partition);
  std::optional<Jump> jump;
  const auto& pieces = partition.pieces;
  facets.for_each_pair(
      [&](std::size_t a, std::size_t b, const AffineForm& form) {
        return differ_on_plane(pieces[a].outputs, pieces[b].outputs, form);
      },
      [&](std::size_t a, std::size_t b, const AffineForm& form, const Point& point) {
        const Flat plane = Flat::whole(form.dimension()).cut(form);
        const auto difference =
            difference_on(plane, pieces[a].outputs, pieces[b].outputs);
        assert(difference);
        std::vector<AffineForm> rows = forms_of(pieces[a].half_spaces);
        for (const HalfSpace& h : pieces[b].half_spaces) rows.push_back(h.form);
        jump = Jump{move_off_zero(plane, rows, *difference, point), {a, b}};
        return false;
      });
  return jump;
}

bool for_each_low_jump(
    const Partition& partition,
    const std::function<bool(std::size_t, std::size_t, const Point&)>& visit) {
  const auto& pieces = partition.pieces;
  if (std::all_of(pieces.begin(), pieces.end(),
                  [&](const Piece& piece) { return partition.is_full(piece); }))
    return true;
  const PieceBoxes boxes(partition);
  for (std::size_t low = 0; low < pieces.size(); ++low) {
    if (partition.is_full(pieces[low])) continue;
    for (std::size_t full = 0; full < pieces.size(); ++full) {
      if (!partition.is_full(pieces[full]) || !boxes.may_meet(low, full)) continue;
      std::vector<HalfSpace> rows = pieces[low].half_spaces;
      for (const HalfSpace& h : pieces[full].half_spaces) rows.push_back({h.form, false});
      const auto common = find_hull(Flat::whole(partition.dimension), rows);
      if (!common) continue;
      const auto difference =
          difference_on(common->flat, pieces[low].outputs, pieces[full].outputs);
      if (!difference) continue;
      std::vector<AffineForm> forms;
      for (const HalfSpace& h : rows) forms.push_back(h.form);
      const Point point = move_off_zero(common->flat, forms, *difference,
                                        common->flat.extend(common->interior));
      if (!visit(low, full, point)) return false;
    }
  }
  return true;
}

std::optional<Jump> find_jump(const Problem& problem, const Partition& partition) {
  if (auto jump = find_facet_jump(problem, partition)) return jump;
  std::optional<Jump> jump;
  for_each_low_jump(partition, [&](std::size_t, std::size_t full, const Point& point) {
    jump = Jump{point, {full}};
    return false;
  });
  if (!jump) return jump;
  // Every full-dimensional piece around the point has the same limit; name them all.
  jump->sides.clear();
  for (std::size_t p = 0; p < partition.pieces.size(); ++p) {
    const Piece& piece = partition.pieces[p];
    if (!partition.is_full(piece)) continue;
    bool holds = true;
    for (const HalfSpace& h : piece.half_spaces)
      holds = holds && h.form.at(jump->point).sign() >= 0;
    if (holds) jump->sides.push_back(p);
  }
  return jump;
}

}  // namespace polyspike
