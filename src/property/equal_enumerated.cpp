// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/equal_enumerated.hpp"

#include "engine/engine_choice.hpp"
#include "lp/exact_maximum.hpp"
#include "property/adjacency.hpp"
#include "property/jump.hpp"

namespace polyspike {

namespace {

ExploreOptions in_all_dimensions(ExploreOptions options) {
  options.all_dimensions = true;
  return options;
}

// a - b for one output, where both fire.
struct OutputDifference {
  bool one_is_inf = false;
  std::optional<AffineForm> form;
};

OutputDifference difference_of(const OutputForms& forms, std::size_t j, std::size_t outputs) {
  const auto& a = forms[j];
  const auto& b = forms[outputs + j];
  if (a.has_value() != b.has_value()) return {true, {}};
  if (!a) return {};
  return {false, *a - *b};
}

// A point of the leaf where the form is not zero; nothing if it is zero all over the leaf.
std::optional<Point> point_off_zero(const Leaf& leaf, const AffineForm& form,
                                    std::size_t dimension) {
  if (form.is_zero()) return std::nullopt;
  const Point inside = leaf.interior();
  if (!form.at(inside).is_zero()) return inside;
  const std::vector<HalfSpace> rows = leaf.half_spaces();
  const Flat whole = Flat::whole(dimension);
  const Flat flat = leaf.dimension() == dimension ? whole : find_hull(whole, rows)->flat;
  if (flat.restrict(form).is_zero()) return std::nullopt;
  return move_off_zero(flat, forms_of(rows), form, inside);
}

}  // namespace

PairDifference find_pair_difference(const PairProblem& pair, const ExploreOptions& options) {
  PairDifference result;
  const std::size_t dimension = pair.problem.domain.dimension;
  const auto explored =
      explore_any(pair.problem, in_all_dimensions(options), [&](const Leaf& leaf) {
        const OutputForms forms = leaf.outputs();
        for (std::size_t j = 0; j < pair.outputs && !result.point; ++j) {
          const OutputDifference difference = difference_of(forms, j, pair.outputs);
          if (difference.one_is_inf) {
            result.point = leaf.interior();
          } else if (difference.form) {
            result.point = point_off_zero(leaf, *difference.form, dimension);
          }
        }
        return !result.point;
      });
  result.complete = explored.complete || result.point.has_value();
  return result;
}

Deviation find_deviation(const PairProblem& pair, const ExploreOptions& options) {
  Deviation deviation;
  deviation.point = pair.problem.interior;
  const auto explored =
      explore_any(pair.problem, in_all_dimensions(options), [&](const Leaf& leaf) {
        const OutputForms forms = leaf.outputs();
        const std::vector<HalfSpace> rows = leaf.half_spaces();
        const std::vector<AffineForm> closed = forms_of(rows);
        for (std::size_t j = 0; j < pair.outputs; ++j) {
          const OutputDifference difference = difference_of(forms, j, pair.outputs);
          if (difference.one_is_inf) {
            deviation.supremum.reset();
            deviation.point = leaf.interior();
            deviation.attained = true;
            return false;
          }
          if (!difference.form) continue;
          for (const AffineForm& side : {*difference.form, -*difference.form}) {
            const ExactMaximum best = exact_maximum(closed, side, leaf.interior());
            bool attained = true;
            for (const HalfSpace& h : rows) attained = attained && h.contains(best.point);
            const bool higher = best.value > *deviation.supremum;
            if (!higher && !(attained && !deviation.attained &&
                             best.value == *deviation.supremum))
              continue;
            deviation.supremum = best.value;
            deviation.point = best.point;
            deviation.attained = attained;
            deviation.toward = leaf.interior();
          }
        }
        return true;
      });
  deviation.complete = explored.complete || !deviation.supremum;
  return deviation;
}

}  // namespace polyspike
