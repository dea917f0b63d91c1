// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/curvature.hpp"

#include <set>
#include <tuple>

#include "program/evaluate.hpp"
#include "property/adjacency.hpp"
#include "property/jump.hpp"
#include "property/refutation.hpp"

namespace polyspike {

namespace {

Point on_line(const Point& a, const Point& b, const Rational& share) {
  Point p;
  for (std::size_t i = 0; i < a.size(); ++i) p.push_back(a[i] + share * (b[i] - a[i]));
  return p;
}

class CurvatureSearch {
 public:
  CurvatureSearch(const Problem& problem, const Partition& partition, Curvature curvature,
                  const ExploreOptions& options)
      : problem_(problem), partition_(partition), options_(options), curvature_(curvature) {}

  CurvatureResult run() {
    CurvatureResult result;
    if ((result.refutation = never_fires())) return result;
    if ((result.refutation = across_facets())) return result;
    std::set<std::size_t> low_facets;
    if ((result.refutation = on_low_pieces(&low_facets))) return result;
    for (std::size_t facet : low_facets) {
      result = on_domain_facet(problem_.domain.half_spaces[facet].form);
      if (!result.complete || result.refutation) return result;
    }
    return result;
  }

 private:
  std::optional<Refutation> never_fires() const {
    for (const Piece& piece : partition_.pieces)
      for (const auto& form : piece.outputs)
        if (!form) return refutation_at(problem_, {piece.interior});
    return std::nullopt;
  }

  // The output's value with the sign that turns the question into one about concavity.
  Rational bent(const Point& point, std::size_t j) const {
    const Value value = evaluate(problem_.program, point).outputs(problem_.program)[j];
    return curvature_ == Curvature::concave ? *value : -*value;
  }

  // Whether the value at x + share * (y - x) is below the chord.
  bool sags(const Point& x, const Point& y, const Rational& share, std::size_t j) const {
    const Rational chord = bent(x, j) + share * (bent(y, j) - bent(x, j));
    return bent(on_line(x, y, share), j) < chord;
  }

  Refutation sag(const Point& x, const Point& y, const Rational& share) const {
    return refutation_at(problem_, {x, on_line(x, y, share), y});
  }

  // Near p, on the line through a and b with p between them, some chord passes above the
  // value if the output bends or jumps the wrong way there: tries ever shorter ones.
  std::optional<Refutation> near(const Point& p, const Point& a, const Point& b,
                                 std::size_t j) const {
    const Rational middle = share_of(p, a, b);
    const Rational half(1, 2);
    const Point far_a = on_line(p, a, half), far_b = on_line(p, b, half);
    Rational e = half;
    for (int tries = 0; tries < 64; ++tries, e /= Rational(2)) {
      const Point near_a = on_line(p, a, e), near_b = on_line(p, b, e);
      const std::tuple<const Point&, const Point&, Rational> chords[] = {
          {near_a, near_b, half}, {near_a, near_b, middle}, {near_a, far_b, half},
          {near_b, far_a, half},  {p, far_a, e},            {p, far_b, e}};
      for (const auto& [x, y, share] : chords)
        if (x != y && sags(x, y, share, j)) return sag(x, y, share);
    }
    return std::nullopt;
  }

  // Where p stands between a (0) and b (1).
  static Rational share_of(const Point& p, const Point& a, const Point& b) {
    for (std::size_t i = 0; i < p.size(); ++i)
      if (a[i] != b[i]) return (p[i] - a[i]) / (b[i] - a[i]);
    return Rational(1, 2);
  }

  std::optional<Refutation> across_facets() const {
    const FacetIndex facets(problem_, partition_);
    const auto& pieces = partition_.pieces;
    std::optional<Refutation> found;
    facets.for_each_pair(
        [&](std::size_t a, std::size_t b, const AffineForm& form) {
          for (std::size_t j = 0; j < pieces[a].outputs.size(); ++j)
            if (!bends_down(*pieces[a].outputs[j], *pieces[b].outputs[j], form)) return true;
          return false;
        },
        [&](std::size_t a, std::size_t b, const AffineForm& form, const Point& point) {
          found = refute_facet(pieces[a], pieces[b], form, point);
          return !found;
        });
    return found;
  }

  // Whether the forms join on {form = 0} as a concave function does.
  bool bends_down(const AffineForm& above, const AffineForm& below,
                  const AffineForm& form) const {
    AffineForm difference = above - below;
    if (curvature_ == Curvature::convex) difference = -difference;
    return difference.is_zero() || difference.primitive() == -form;
  }

  std::optional<Refutation> refute_facet(const Piece& a, const Piece& b,
                                         const AffineForm& form, const Point& point) const {
    for (std::size_t j = 0; j < a.outputs.size(); ++j) {
      if (bends_down(*a.outputs[j], *b.outputs[j], form)) continue;
      AffineForm difference = *a.outputs[j] - *b.outputs[j];
      const Flat plane = Flat::whole(form.dimension()).cut(form);
      Point p = point;
      if (!plane.restrict(difference).is_zero()) {
        std::vector<AffineForm> rows = forms_of(a.half_spaces);
        for (const HalfSpace& h : b.half_spaces) rows.push_back(h.form);
        p = move_off_zero(plane, rows, difference, point);
      }
      // Two points in line with p, one on either side.
      const Point to_a = a.interior;
      Point to_b;
      for (Rational back(1);; back /= Rational(2)) {
        to_b = on_line(p, to_a, -back);
        bool inside = true;
        for (const HalfSpace& h : b.half_spaces)
          inside = inside && h.form.at(to_b).sign() > 0;
        if (inside) break;
      }
      return near(p, to_a, to_b, j);
    }
    return std::nullopt;
  }

  // Pieces of lower dimension whose value is not the limit. Inside the domain that refutes;
  // on its boundary only a value above the limit does, one below it asks for the facets.
  std::optional<Refutation> on_low_pieces(std::set<std::size_t>* low_facets) const {
    std::optional<Refutation> found;
    for_each_low_jump(partition_, [&](std::size_t low, std::size_t full, const Point& p) {
      const auto& rows = problem_.domain.half_spaces;
      bool inside = true;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!rows[i].form.at(p).is_zero()) continue;
        inside = false;
        low_facets->insert(i);
      }
      for (std::size_t j = 0; j < partition_.pieces[low].outputs.size(); ++j) {
        const Rational limit = partition_.pieces[full].outputs[j]->at(p);
        const Rational gap = curvature_ == Curvature::concave
                                 ? bent(p, j) - limit
                                 : bent(p, j) + limit;
        if (gap.is_zero() || (!inside && gap.sign() < 0)) continue;
        found = refute_low(p, full, j, inside);
        return false;
      }
      return true;
    });
    return found;
  }

  // Chords through p in several directions: one may run along another low piece.
  Refutation refute_low(const Point& p, std::size_t full, std::size_t j,
                        bool inside) const {
    const Piece& piece = partition_.pieces[full];
    for (std::int64_t turn = 0;; ++turn) {
      const Point to = turned(piece, turn);
      Point back = p;
      for (Rational e(1); inside; e /= Rational(2)) {
        back = on_line(p, to, -e);
        bool in_domain = true;
        for (const HalfSpace& h : problem_.domain.half_spaces)
          in_domain = in_domain && h.form.at(back).sign() > 0;
        if (in_domain) break;
      }
      if (auto found = near(p, to, back, j)) return *found;
    }
  }

  // A point inside a piece, another one for every turn.
  static Point turned(const Piece& piece, std::int64_t turn) {
    for (Rational step(1);; step /= Rational(2)) {
      Point to = piece.interior;
      for (std::size_t i = 0; i < to.size(); ++i)
        to[i] += step * Rational(turn * static_cast<std::int64_t>(i * i + 1), 7);
      bool in_piece = true;
      for (const HalfSpace& h : piece.half_spaces)
        in_piece = in_piece && h.form.at(to).sign() > 0;
      if (in_piece) return to;
    }
  }

  CurvatureResult on_domain_facet(const AffineForm& form) const {
    Domain facet{problem_.domain.dimension, problem_.domain.half_spaces};
    facet.half_spaces.push_back({-form, false});
    auto problem = make_problem(problem_.program, facet);
    CurvatureResult result;
    if (!problem) return result;
    const Partition partition = find_partition(*problem, options_);
    if (!partition.complete) {
      result.complete = false;
      return result;
    }
    result = refute_curvature(*problem, partition, curvature_, options_);
    if (result.refutation)
      for (Point& point : result.refutation->points) point = problem_.flat.extend(point);
    return result;
  }

  const Problem& problem_;
  const Partition& partition_;
  const ExploreOptions& options_;
  Curvature curvature_;
};

}  // namespace

CurvatureResult refute_curvature(const Problem& problem, const Partition& partition,
                                 Curvature curvature, const ExploreOptions& options) {
  return CurvatureSearch(problem, partition, curvature, options).run();
}

}  // namespace polyspike
