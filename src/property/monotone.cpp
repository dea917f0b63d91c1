// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/monotone.hpp"

#include "lp/exact_maximum.hpp"
#include "property/adjacency.hpp"
#include "property/jump.hpp"
#include "property/refutation.hpp"

namespace polyspike {

namespace {

// The steepest descent of a form along directions of the flat that lower no coordinate of
// the domain, none of which grows by more than 1 in all; nothing if there is no descent.
std::optional<Point> descent(const Flat& flat, const AffineForm& form) {
  std::vector<AffineForm> rows;
  AffineForm total(flat.dimension());
  total.constant = 1;
  for (const AffineForm& x : flat.embedding) {
    AffineForm direction = x;
    direction.constant = Rational();
    total -= direction;
    if (!direction.is_constant()) rows.push_back(std::move(direction));
  }
  rows.push_back(std::move(total));
  AffineForm fall = -form;
  fall.constant = Rational();
  if (fall.is_constant()) return std::nullopt;
  const ExactMaximum best = exact_maximum(rows, fall, Point(flat.dimension()));
  if (best.value.sign() <= 0) return std::nullopt;
  return best.point;
}

// Two points inside one piece along a direction.
std::pair<Point, Point> along(const Piece& piece, const Point& direction) {
  for (Rational step(1);; step /= Rational(2)) {
    Point end = piece.interior;
    for (std::size_t i = 0; i < end.size(); ++i) end[i] += step * direction[i];
    bool inside = true;
    for (const HalfSpace& h : piece.half_spaces)
      inside = inside && h.form.at(end).sign() > 0;
    if (inside) return {piece.interior, end};
  }
}

std::optional<Refutation> refute_by_gradient(const Problem& problem,
                                             const Partition& partition) {
  for (const Piece& piece : partition.pieces) {
    if (!partition.is_full(piece)) continue;
    for (const auto& form : piece.outputs) {
      if (!form) continue;
      const auto direction = descent(problem.flat, *form);
      if (!direction) continue;
      const auto [x, y] = along(piece, *direction);
      return refutation_at(problem, {x, y});
    }
  }
  return std::nullopt;
}

// A form of (x, y) from one of x or of y.
AffineForm placed(const AffineForm& form, bool second) {
  const std::size_t d = form.dimension();
  AffineForm result(2 * d);
  result.constant = form.constant;
  for (std::size_t i = 0; i < d; ++i) result.gradient[second ? d + i : i] = form.gradient[i];
  return result;
}

// Points x of one piece and y of another with x <= y and output j at x above that at y.
std::optional<std::pair<Point, Point>> falling_pair(const Problem& problem, const Piece& a,
                                                    const Piece& b, std::size_t j) {
  if (!b.outputs[j]) return std::nullopt;
  std::vector<HalfSpace> rows;
  for (const HalfSpace& h : a.half_spaces) rows.push_back({placed(h.form, false), h.strict});
  for (const HalfSpace& h : b.half_spaces) rows.push_back({placed(h.form, true), h.strict});
  for (const AffineForm& x : problem.flat.embedding)
    rows.push_back({placed(x, true) - placed(x, false), false});
  if (a.outputs[j])
    rows.push_back({placed(*a.outputs[j], false) - placed(*b.outputs[j], true), true});
  const std::size_t d = problem.domain.dimension;
  const auto hull = find_hull(Flat::whole(2 * d), rows);
  if (!hull) return std::nullopt;
  const Point both = hull->flat.extend(hull->interior);
  const auto middle = both.begin() + static_cast<std::ptrdiff_t>(d);
  return std::pair{Point(both.begin(), middle), Point(middle, both.end())};
}

bool touch(const Problem& problem, const Piece& a, const Piece& b) {
  std::vector<HalfSpace> rows;
  for (const Piece* piece : {&a, &b})
    for (const HalfSpace& h : piece->half_spaces) rows.push_back({h.form, false});
  return find_hull(Flat::whole(problem.domain.dimension), rows).has_value();
}

// Along a segment from x up to y the output is affine inside pieces, so a fall from x to y
// shows inside one piece or between two whose closures meet.
std::optional<Refutation> refute_by_pairs(const Problem& problem,
                                          const Partition& partition) {
  for (const Piece& a : partition.pieces)
    for (const Piece& b : partition.pieces) {
      if (&a == &b || !touch(problem, a, b)) continue;
      for (std::size_t j = 0; j < a.outputs.size(); ++j)
        if (const auto pair = falling_pair(problem, a, b, j))
          return refutation_at(problem, {pair->first, pair->second});
    }
  return std::nullopt;
}

}  // namespace

std::optional<Refutation> refute_monotone(const Problem& problem,
                                          const Partition& partition) {
  if (auto refutation = refute_by_gradient(problem, partition)) return refutation;
  if (!find_jump(problem, partition)) return std::nullopt;
  return refute_by_pairs(problem, partition);
}

}  // namespace polyspike
