// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/lipschitz.hpp"

#include "lp/exact_maximum.hpp"
#include "program/evaluate.hpp"
#include "property/jump.hpp"
#include "property/refutation.hpp"

namespace polyspike {

namespace {

// Where a form grows fastest along the flat, per unit of the sup norm of the domain.
ExactMaximum steepest(const Flat& flat, const AffineForm& form) {
  std::vector<AffineForm> rows;
  for (const AffineForm& x : flat.embedding) {
    AffineForm direction = x;
    direction.constant = Rational(1);
    if (direction.is_constant()) continue;
    AffineForm opposite = -direction;
    opposite.constant = Rational(1);
    rows.push_back(std::move(direction));
    rows.push_back(std::move(opposite));
  }
  AffineForm growth = form;
  growth.constant = Rational();
  return exact_maximum(rows, growth, Point(flat.dimension()));
}

Point moved(const Point& from, const Point& direction, const Rational& step) {
  Point to = from;
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += step * direction[i];
  return to;
}

std::optional<Refutation> refute_by_gradient(const Problem& problem,
                                             const Partition& partition,
                                             const Rational& bound) {
  for (const Piece& piece : partition.pieces) {
    if (!partition.is_full(piece)) continue;
    for (const auto& form : piece.outputs) {
      const ExactMaximum best = steepest(problem.flat, *form);
      if (best.value <= bound) continue;
      for (Rational step(1);; step /= Rational(2)) {
        const Point to = moved(piece.interior, best.point, step);
        bool inside = true;
        for (const HalfSpace& h : piece.half_spaces)
          inside = inside && h.form.at(to).sign() > 0;
        if (inside) return refutation_at(problem, {piece.interior, to});
      }
    }
  }
  return std::nullopt;
}

// Whether the two points refute the bound.
bool refutes(const Refutation& refutation, const Rational& bound) {
  Rational distance, difference;
  for (std::size_t i = 0; i < refutation.points[0].size(); ++i)
    distance = std::max(distance, abs(refutation.points[0][i] - refutation.points[1][i]));
  for (std::size_t j = 0; j < refutation.values[0].size(); ++j)
    difference =
        std::max(difference, abs(*refutation.values[0][j] - *refutation.values[1][j]));
  return difference > bound * distance;
}

// On the way from a jump into the piece whose limit is not the value there.
Refutation refute_by_jump(const Problem& problem, const Partition& partition,
                          const Jump& jump, const Rational& bound) {
  const std::vector<Value> value =
      evaluate(problem.program, jump.point).outputs(problem.program);
  for (Rational share(1, 2);; share /= Rational(2))
    for (std::size_t side : jump.sides) {
      const Piece& piece = partition.pieces[side];
      if (values_at(piece.outputs, jump.point) == value) continue;
      Point to = jump.point;
      for (std::size_t i = 0; i < to.size(); ++i)
        to[i] += share * (piece.interior[i] - to[i]);
      Refutation refutation = refutation_at(problem, {jump.point, to});
      if (refutes(refutation, bound)) return refutation;
    }
}

}  // namespace

std::optional<Refutation> refute_lipschitz(const Problem& problem,
                                           const Partition& partition,
                                           const Rational& bound) {
  for (const Piece& piece : partition.pieces)
    for (const auto& form : piece.outputs)
      if (!form) return refutation_at(problem, {piece.interior});
  if (auto refutation = refute_by_gradient(problem, partition, bound)) return refutation;
  if (const auto jump = find_jump(problem, partition))
    return refute_by_jump(problem, partition, *jump, bound);
  return std::nullopt;
}

}  // namespace polyspike
