// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/structure.hpp"

namespace polyspike {

namespace {

constexpr Shape constant_shape{true, true, true, true, true, true};

Shape both(const Shape& a, const Shape& b) {
  return {a.finite && b.finite,         a.continuous && b.continuous,
          a.increasing && b.increasing, a.decreasing && b.decreasing,
          a.concave && b.concave,       a.convex && b.convex};
}

Shape negated(const Shape& s) {
  return {s.finite, s.continuous, s.decreasing, s.increasing, s.convex, s.concave};
}

Shape shape_of(const Combination& combination, const std::vector<Shape>& shapes) {
  Shape result = constant_shape;
  for (const auto& term : combination.terms) {
    const Shape& source = shapes[term.source];
    result = both(result, term.coefficient.sign() > 0 ? source : negated(source));
  }
  return result;
}

// The factor k in positive - otherwise = k * condition, if the step is written that way:
// its value is then otherwise + k * max(0, condition).
bool is_hinge(const BranchStep& step, Rational* factor) {
  if (step.positive.constant != step.otherwise.constant) return false;
  std::vector<Combination::Term> rest = step.otherwise.terms;
  *factor = Rational();
  for (const auto& term : step.positive.terms) {
    bool matched = false;
    for (auto& other : rest) {
      if (other.source != term.source) continue;
      if (term.source == step.condition) {
        *factor += term.coefficient - other.coefficient;
      } else if (term.coefficient != other.coefficient) {
        return false;
      }
      other.coefficient = Rational();
      matched = true;
    }
    if (matched) continue;
    if (term.source != step.condition) return false;
    *factor += term.coefficient;
  }
  for (const auto& other : rest) {
    if (other.coefficient.is_zero()) continue;
    if (other.source != step.condition) return false;
    *factor -= other.coefficient;
  }
  return true;
}

Shape shape_of(const BranchStep& step, const std::vector<Shape>& shapes) {
  Rational factor;
  const Shape otherwise = shape_of(step.otherwise, shapes);
  const Shape positive = shape_of(step.positive, shapes);
  if (!is_hinge(step, &factor)) {
    Shape result;
    result.finite = positive.finite && otherwise.finite;
    return result;
  }
  // Piecewise the one or the other, joined continuously: monotone where both are.
  Shape result = both(positive, otherwise);
  Shape hinge = shapes[step.condition];
  hinge.concave = false;  // max(0, z) is convex where z is
  const Shape sum = both(otherwise, factor.sign() >= 0 ? hinge : negated(hinge));
  result.concave = sum.concave;
  result.convex = sum.convex;
  return result;
}

Shape shape_of(const SpikeStep& step, const std::vector<Shape>& shapes) {
  Shape result;
  if (!step.is_linear || !step.threshold_slope.is_zero()) return result;
  Rational least, negative;
  bool has_positive = false;
  Shape sources = constant_shape;
  for (const auto& event : step.events) {
    sources = both(sources, shapes[step.arrivals[event.synapse]]);
    if (event.slope.sign() < 0) {
      negative -= event.slope;
    } else if (!has_positive || event.slope < least) {
      least = event.slope;
      has_positive = true;
    }
  }
  if (!has_positive || !sources.finite || least <= negative) return result;
  result.finite = true;
  result.continuous = sources.continuous;
  if (!negative.is_zero()) return result;
  result.increasing = sources.increasing;
  result.decreasing = sources.decreasing;
  result.concave = sources.concave;
  return result;
}

}  // namespace

std::vector<Shape> find_shapes(const Program& program) {
  std::vector<Shape> shapes(program.inputs,
                            Shape{true, true, true, false, true, true});
  for (const Step& step : program.steps) {
    if (const auto* affine = std::get_if<AffineStep>(&step)) {
      shapes.push_back(shape_of(affine->value, shapes));
    } else if (const auto* branch = std::get_if<BranchStep>(&step)) {
      shapes.push_back(shape_of(*branch, shapes));
    } else {
      shapes.push_back(shape_of(std::get<SpikeStep>(step), shapes));
    }
  }
  return shapes;
}

Shape output_shape(const Program& program) {
  const std::vector<Shape> shapes = find_shapes(program);
  Shape result = constant_shape;
  for (Register r : program.outputs) result = both(result, shapes[r]);
  return result;
}

}  // namespace polyspike
