// SPDX-License-Identifier: GPL-3.0-or-later
#include "claim.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "json.hpp"

namespace check {

namespace {

using Kind = Claim::Kind;

constexpr std::pair<std::string_view, Kind> words[] = {
    {"piecewise-linear", Kind::piecewise_linear}, {"continuous", Kind::continuous},
    {"monotone", Kind::monotone},                 {"concave", Kind::concave},
    {"convex", Kind::convex},                     {"fires", Kind::fires},
    {"equal", Kind::equal}};
constexpr std::pair<std::string_view, Kind> counts[] = {
    {"cells=", Kind::cells},
    {"cell-components=", Kind::cell_components},
    {"causal-pieces=", Kind::causal_pieces},
    {"linear-regions=", Kind::linear_regions},
    {"distinct-maps=", Kind::distinct_maps},
    {"never-regions=", Kind::never_regions}};
constexpr std::pair<std::string_view, Kind> relations[] = {
    {">=", Kind::at_least}, {"<=", Kind::at_most}, {">", Kind::above}, {"<", Kind::below}};

bool read_bound(std::string_view text, Claim& claim) {
  const auto bound = parse_rational(text);
  if (bound) claim.bound = *bound;
  return bound.has_value();
}

bool read_output(std::string_view text, Claim& claim) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits > 6) return false;
  if (digits > 0) {
    const std::size_t number = std::stoul(std::string(text.substr(0, digits)));
    if (number == 0) return false;
    claim.output = number - 1;
  }
  text.remove_prefix(digits);
  for (const auto& [relation, kind] : relations)
    if (text.starts_with(relation)) {
      claim.kind = kind;
      return read_bound(text.substr(relation.size()), claim);
    }
  return false;
}

constexpr std::pair<std::string_view, Kind> activities[] = {
    {"=dead", Kind::neuron_dead},
    {"=always", Kind::neuron_always},
    {"=sometimes", Kind::neuron_sometimes}};

bool read_neuron(std::string_view text, Claim& claim) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 8 || text[0] == '0') return false;
  claim.neuron = std::stoul(std::string(text.substr(0, digits))) - 1;
  for (const auto& [word, kind] : activities)
    if (text.substr(digits) == word) {
      claim.kind = kind;
      return true;
    }
  return false;
}

bool read(std::string_view text, Claim& claim) {
  for (const auto& [word, kind] : words)
    if (text == word) {
      claim.kind = kind;
      return true;
    }
  for (const auto& [prefix, kind] : counts)
    if (text.starts_with(prefix)) {
      const std::string_view digits = text.substr(prefix.size());
      claim.kind = kind;
      if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return false;
      claim.count = mpz_class(std::string(digits), 10);
      return true;
    }
  if (text.starts_with("lipschitz<=")) {
    claim.kind = Kind::lipschitz;
    return read_bound(text.substr(11), claim);
  }
  if (text.starts_with("deviation<=")) {
    claim.kind = Kind::deviation_at_most;
    return read_bound(text.substr(11), claim);
  }
  if (text.starts_with("deviation>=")) {
    claim.kind = Kind::deviation_at_least;
    claim.infinite = text.substr(11) == "inf";
    return claim.infinite || read_bound(text.substr(11), claim);
  }
  if (text.starts_with("neuron")) return read_neuron(text.substr(6), claim);
  return text.starts_with("output") && read_output(text.substr(6), claim);
}

Shape both(const Shape& a, const Shape& b) {
  return {a.finite && b.finite,         a.continuous && b.continuous,
          a.increasing && b.increasing, a.decreasing && b.decreasing,
          a.concave && b.concave,       a.convex && b.convex};
}

Shape times(int sign, const Shape& s) {
  if (sign > 0) return s;
  if (sign == 0) return {s.finite, s.continuous, true, true, true, true};
  return {s.finite, s.continuous, s.decreasing, s.increasing, s.convex, s.concave};
}

Shape branch_shape(const Step& step, const Shape& z) {
  Shape hinge = z;  // max(0, z)
  hinge.concave = false;
  const Shape off = times(step.slope.sign(), z);
  const Shape sum = both(off, times(sgn(mpq_class(1 - step.slope.value())), hinge));
  Shape result = both(z, off);
  result.concave = sum.concave;
  result.convex = sum.convex;
  return result;
}

Shape spike_shape(const Step& step, const std::vector<Shape>& shapes) {
  Shape sources;
  mpq_class least, negative;
  bool has_positive = false;
  for (const Event& e : step.events) {
    sources = both(sources, shapes[step.arrivals[e.synapse]]);
    const mpq_class slope = e.slope.value();
    if (slope < 0) {
      negative -= slope;
    } else if (!has_positive || slope < least) {
      least = slope;
      has_positive = true;
    }
  }
  if (!step.is_linear() || !has_positive || !sources.finite || least <= negative)
    return {false, false, false, false, false, false};
  const bool positive = negative == 0;
  return {true, sources.continuous, positive && sources.increasing,
          positive && sources.decreasing, positive && sources.concave, false};
}

bool fails(const Claim& claim, const std::optional<mpq_class>& value) {
  switch (claim.kind) {
    case Kind::at_least: return value && *value < claim.bound;
    case Kind::above: return value && *value <= claim.bound;
    case Kind::at_most: return !value || *value > claim.bound;
    default: return !value || *value >= claim.bound;
  }
}

using Values = std::vector<std::optional<mpq_class>>;

// Whether the neuron acts there: a spike fires, the sum of a branch is > 0.
bool acts(const Claim& claim, const Program& program, const Point& point) {
  const Step& step = program.steps[claim.step];
  const bool branch = step.kind == Step::Kind::branch;
  const Value value = values_at(program, point)[branch ? step.source : program.dimension + claim.step];
  return branch ? value->sign() > 0 : value.has_value();
}

bool has_never(const Values& values) {
  return std::any_of(values.begin(), values.end(), [](const auto& v) { return !v; });
}

bool falls(const Point& x, const Point& y, const Values& at_x, const Values& at_y) {
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i] > y[i]) return false;
  for (std::size_t j = 0; j < at_x.size(); ++j)
    if (at_y[j] && (!at_x[j] || *at_x[j] > *at_y[j])) return true;
  return false;
}

bool is_steep(const Claim& claim, const Point& x, const Point& y, const Values& at_x,
              const Values& at_y) {
  mpq_class distance;
  for (std::size_t i = 0; i < x.size(); ++i)
    distance = std::max(distance, mpq_class(abs(x[i] - y[i])));
  for (std::size_t j = 0; j < at_x.size(); ++j)
    if (abs(*at_x[j] - *at_y[j]) > claim.bound * distance) return true;
  return false;
}

// Whether the values at x, m, y, m between x and y on a line, bend the wrong way.
bool bends(const Claim& claim, const std::vector<Point>& points, const std::vector<Values>& at) {
  const auto& [x, m, y] = std::tie(points[0], points[1], points[2]);
  mpq_class share;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i] != y[i]) share = (m[i] - x[i]) / (y[i] - x[i]);
  if (share < 0 || share > 1) return false;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (m[i] != x[i] + share * (y[i] - x[i])) return false;
  for (std::size_t j = 0; j < at[0].size(); ++j) {
    const mpq_class chord = *at[0][j] + share * (*at[2][j] - *at[0][j]);
    if (claim.kind == Kind::concave ? *at[1][j] < chord : *at[1][j] > chord) return true;
  }
  return false;
}

}  // namespace

Claim parse_claim(const std::string& text) {
  Claim claim;
  if (!read(text, claim)) claim.kind = Kind::unknown;
  claim.text = text;
  return claim;
}

std::vector<Shape> value_shapes(const Program& program) {
  std::vector<Shape> shapes(program.dimension, Shape{true, true, true, false, true, true});
  for (const Step& step : program.steps) {
    if (step.kind == Step::Kind::branch) {
      shapes.push_back(branch_shape(step, shapes[step.source]));
    } else if (step.kind == Step::Kind::spike) {
      shapes.push_back(spike_shape(step, shapes));
    } else {
      Shape sum;
      for (const Term& term : step.terms)
        sum = both(sum, times(term.factor.sign(), shapes[term.source]));
      shapes.push_back(sum);
    }
  }
  return shapes;
}

Shape output_shape(const Program& program, const std::vector<Shape>& values) {
  Shape result;
  for (const std::size_t output : program.outputs) result = both(result, values[output]);
  return result;
}

bool holds_by_theorem(const Claim& claim, const Shape& shape) {
  switch (claim.kind) {
    case Kind::piecewise_linear: return true;
    case Kind::continuous: return shape.continuous;
    case Kind::monotone: return shape.increasing;
    case Kind::concave: return shape.concave && shape.finite;
    case Kind::convex: return shape.convex && shape.finite;
    case Kind::fires:
    case Kind::neuron_always: return shape.finite;
    default: return false;
  }
}

bool refuted_by_points(const Claim& claim, const Program& program,
                       const std::vector<Point>& points) {
  if (claim.is_neuron())
    return points.size() == 1 && claim.kind != Kind::neuron_sometimes &&
           acts(claim, program, points[0]) == (claim.kind == Kind::neuron_dead);
  std::vector<Values> at;
  for (const Point& p : points) at.push_back(outputs_at(program, p));
  const std::size_t half = at[0].size() / 2;
  const bool one = points.size() == 1;
  switch (claim.kind) {
    case Kind::fires: return one && has_never(at[0]);
    case Kind::equal:
      return one && !std::equal(at[0].begin(), at[0].begin() + static_cast<long>(half),
                                at[0].begin() + static_cast<long>(half));
    case Kind::monotone:
      return points.size() == 2 && falls(points[0], points[1], at[0], at[1]);
    case Kind::lipschitz:
      if (std::any_of(at.begin(), at.end(), has_never)) return true;
      return points.size() == 2 && is_steep(claim, points[0], points[1], at[0], at[1]);
    case Kind::concave:
    case Kind::convex:
      if (std::any_of(at.begin(), at.end(), has_never)) return true;
      return points.size() == 3 && bends(claim, points, at);
    default:
      if (!claim.is_bound() || !one) return false;
      if (claim.output) return fails(claim, at[0][*claim.output]);
      return std::any_of(at[0].begin(), at[0].end(),
                         [&](const auto& value) { return fails(claim, value); });
  }
}

bool acts_sometimes(const Claim& claim, const Program& program, const std::vector<Point>& points) {
  return points.size() == 2 && acts(claim, program, points[0]) && !acts(claim, program, points[1]);
}

bool deviates(const Claim& claim, const Program& program, const std::vector<Point>& points) {
  const auto values = germs(program, points[0], points.back());
  const std::size_t half = values.size() / 2;
  for (std::size_t j = 0; j < half; ++j) {
    const Value &a = values[j], &b = values[j + half];
    if (a.has_value() != b.has_value()) return true;
    const mpq_class size = a ? mpq_class(abs(mpq_class(a->at - b->at))) : mpq_class(0);
    if (!claim.infinite && size >= claim.bound) return true;
  }
  return false;
}

bool jumps(const Program& program, const Point& p, const Point& q) {
  const auto value = outputs_at(program, p);
  const auto germ = germs(program, p, q);
  for (std::size_t j = 0; j < value.size(); ++j)
    if (value[j].has_value() != germ[j].has_value() || (value[j] && *value[j] != germ[j]->at))
      return true;
  return false;
}

}  // namespace check
