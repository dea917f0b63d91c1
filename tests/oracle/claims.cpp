// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle/claims.hpp"

#include <algorithm>
#include <set>

namespace polyspike::oracle {

using Output = std::optional<Form>;

std::vector<Stratum> Survey::full() const {
  std::vector<Stratum> result;
  for (const Stratum& stratum : strata)
    if (stratum.dimension == frame.dimension()) result.push_back(stratum);
  return result;
}

Survey survey(const Model& model, const Frame& frame, Definition definition,
              std::size_t limit) {
  return {model, frame, strata_of(model, frame, Extent::all, definition, limit)};
}

bool fires(const Survey& survey) {
  for (const Stratum& stratum : survey.strata)
    for (const Output& output : stratum.outputs)
      if (!output) return false;
  return true;
}

namespace {

// Whether bounding boxes of two polytopes meet; they may only if these do.
bool boxes_meet(const Polytope& a, const Polytope& b) {
  const auto coordinate_less = [](std::size_t i) {
    return [i](const Vector& v, const Vector& w) { return v[i] < w[i]; };
  };
  for (std::size_t i = 0; i < a.space(); ++i) {
    const auto less = coordinate_less(i);
    const auto [a0, a1] = std::minmax_element(a.vertices.begin(), a.vertices.end(), less);
    const auto [b0, b1] = std::minmax_element(b.vertices.begin(), b.vertices.end(), less);
    if ((*a1)[i] < (*b0)[i] || (*b1)[i] < (*a0)[i]) return false;
  }
  return true;
}

// The closure of (relative interior of a) n b. A convex b that meets the relative
// interior of a does so in the relative interior of a n b, where the center is.
std::optional<Polytope> touching(const Polytope& a, const Polytope& b) {
  if (!boxes_meet(a, b)) return std::nullopt;
  auto common = intersection(a, b);
  if (common && !a.contains_inside(common->center())) return std::nullopt;
  return common;
}

bool agree_on(const Polytope& where, const Output& a, const Output& b) {
  if (!a || !b) return !a && !b;
  return where.vanishes(*a - *b);
}

bool agree_on(const Polytope& where, const Stratum& a, const Stratum& b) {
  for (std::size_t o = 0; o < a.outputs.size(); ++o)
    if (!agree_on(where, a.outputs[o], b.outputs[o])) return false;
  return true;
}

// Whether a function on a polytope is continuous. `tops` are its strata of the polytope's
// dimension, whose closures cover it: the function is continuous iff each of them extends
// to the values on all strata that its closure meets.
bool is_continuous(const std::vector<const Stratum*>& tops,
                   const std::vector<const Stratum*>& strata) {
  for (const Stratum* top : tops)
    for (const Stratum* stratum : strata) {
      const auto common = touching(stratum->cell, top->cell);
      if (common && !agree_on(*common, *stratum, *top)) return false;
    }
  return true;
}

}  // namespace

bool continuous(const Survey& survey) {
  std::vector<const Stratum*> tops, strata;
  for (const Stratum& stratum : survey.strata) {
    strata.push_back(&stratum);
    if (stratum.dimension == survey.frame.dimension()) tops.push_back(&stratum);
  }
  return is_continuous(tops, strata);
}

namespace {

// Whether f (x) > f (y) for some x in the relative interior of a, y in that of b, x <= y.
// The closure of the set of these pairs is the polytope of the pairs from the closures,
// provided that there is one.
bool descends(const Frame& frame, const Stratum& a, const Stratum& b) {
  const std::size_t k = frame.dimension();
  std::optional<Polytope> pairs = product(a.cell, b.cell);
  for (const Form& x : frame.x) {
    Form rise = Form::zero(2 * k);
    for (std::size_t i = 0; i < k; ++i) {
      rise.gradient[i] = -x.gradient[i];
      rise.gradient[k + i] = x.gradient[i];
    }
    pairs = clip(*pairs, rise);
    if (!pairs) return false;
  }
  const Vector center = pairs->center();
  if (!a.cell.contains_inside({center.begin(), center.begin() + k}) ||
      !b.cell.contains_inside({center.begin() + k, center.end()}))
    return false;
  for (const Vector& pair : pairs->vertices) {
    const Vector x(pair.begin(), pair.begin() + k), y(pair.begin() + k, pair.end());
    for (std::size_t o = 0; o < a.outputs.size(); ++o)
      if (b.outputs[o] && (!a.outputs[o] || a.outputs[o]->at(x) > b.outputs[o]->at(y)))
        return true;
  }
  return false;
}

// Whether all values on a are below all values on b, so that a need not be looked at.
bool is_below(const Stratum& a, const Stratum& b) {
  for (std::size_t o = 0; o < a.outputs.size(); ++o) {
    if (!b.outputs[o]) continue;
    if (!a.outputs[o]) return false;
    if (a.cell.range(*a.outputs[o]).second > b.cell.range(*b.outputs[o]).first)
      return false;
  }
  return true;
}

}  // namespace

// A function that decreases somewhere along a segment x <= y does so inside a stratum or
// on the way between two whose closures meet.
bool monotone(const Survey& survey) {
  for (const Stratum& a : survey.strata)
    for (const Stratum& b : survey.strata)
      if (boxes_meet(a.cell, b.cell) && !is_below(a, b) && descends(survey.frame, a, b))
        return false;
  return true;
}

namespace {

// Concavity on a closed polytope D of a finite function f with affine strata. Necessary
// and sufficient, for every face F of D (D included) and the maps g of the strata of F of
// F's dimension: f <= g on all of F (g is f near an inner point, so f's tangent there),
// and f is continuous on the relative interior of F. Then f = min g there; and for a
// segment that leaves the relative interior of F at x, f (x) <= min g (x), the limit
// along the segment.
struct Side {
  const Survey& survey;
  int sign;  // 1: concave, -1: convex
};

// stratum <= g on the stratum.
bool lies_below(const Side& side, const Stratum& stratum, const Stratum& top) {
  for (std::size_t o = 0; o < stratum.outputs.size(); ++o) {
    const auto [least, greatest] =
        stratum.cell.range(*top.outputs[o] - *stratum.outputs[o]);
    if ((side.sign > 0 ? least < 0 : greatest > 0)) return false;
  }
  return true;
}

bool is_concave_on(const Side& side, const Polytope& face) {
  std::vector<const Stratum*> inner, tops, closed;
  const std::size_t dimension = face.dimension();
  for (const Stratum& stratum : side.survey.strata) {
    const Vector center = stratum.cell.center();
    if (!face.contains(center)) continue;
    closed.push_back(&stratum);
    if (!face.contains_inside(center)) continue;
    inner.push_back(&stratum);
    if (stratum.dimension == dimension) tops.push_back(&stratum);
  }
  for (const Stratum* top : tops)
    for (const Stratum* stratum : closed)
      if (!lies_below(side, *stratum, *top)) return false;
  return is_continuous(tops, inner);
}

bool is_concave(const Side& side) {
  if (!fires(side.survey)) return false;
  for (const Polytope& face : faces(side.survey.frame.domain))
    if (!is_concave_on(side, face)) return false;
  return true;
}

}  // namespace

bool concave(const Survey& survey) {
  return is_concave({survey, 1});
}

bool convex(const Survey& survey) {
  return is_concave({survey, -1});
}

bool lipschitz(const Survey& survey, const Q& bound) {
  if (!fires(survey)) return false;
  if (survey.frame.dimension() == 0) return true;
  return continuous(survey) && lipschitz_constant(survey) <= bound;
}

Q lipschitz_constant(const Survey& survey) {
  const std::size_t k = survey.frame.dimension();
  // The directions y of sup norm at most 1 in x.
  std::vector<Form> forms;
  for (const Form& x : survey.frame.x) {
    forms.emplace_back(Q(1), x.gradient);
    forms.push_back(-Form(Q(-1), x.gradient));
  }
  const auto ball = polytope(k, forms);
  Q steepest = 0;
  for (const Stratum& stratum : survey.strata) {
    if (stratum.dimension < k) continue;
    for (const Output& output : stratum.outputs)
      steepest = std::max(steepest, ball->range(Form(Q(0), output->gradient)).second);
  }
  return steepest;
}

Extremes extremes(const Survey& survey, std::size_t output) {
  Extremes result;
  bool any = false, has_inf = false;
  for (const Stratum& stratum : survey.strata) {
    const Output& form = stratum.outputs[output];
    if (!form) {
      has_inf = true;
      continue;
    }
    const auto [least, greatest] = stratum.cell.range(*form);
    const bool attained = least == greatest;
    if (!any || least < *result.least) result.attains_least = false;
    if (!any || greatest > *result.greatest) result.attains_greatest = false;
    result.least = any ? std::min(*result.least, least) : least;
    result.greatest = any ? std::max(*result.greatest, greatest) : greatest;
    result.attains_least |= attained && least == *result.least;
    result.attains_greatest |= attained && greatest == *result.greatest;
    any = true;
  }
  if (!any) result.attains_least = true;
  if (has_inf) result.greatest = std::nullopt;
  if (has_inf) result.attains_greatest = true;
  return result;
}

bool bounded(const Survey& survey, std::size_t output, Relation relation,
             const Q& bound) {
  const Extremes e = extremes(survey, output);
  switch (relation) {
    case Relation::at_least:
      return !e.least || *e.least >= bound;
    case Relation::above:
      return !e.least || *e.least > bound || (*e.least == bound && !e.attains_least);
    case Relation::at_most:
      return e.greatest && *e.greatest <= bound;
    case Relation::below:
      return e.greatest &&
             (*e.greatest < bound || (*e.greatest == bound && !e.attains_greatest));
  }
  return false;
}

bool halves_equal(const Survey& survey) {
  for (const Stratum& stratum : survey.strata) {
    const std::size_t half = stratum.outputs.size() / 2;
    for (std::size_t o = 0; o < half; ++o)
      if (!agree_on(stratum.cell, stratum.outputs[o], stratum.outputs[half + o]))
        return false;
  }
  return true;
}

Extended deviation(const Survey& survey) {
  Q result = 0;
  for (const Stratum& stratum : survey.strata) {
    const std::size_t half = stratum.outputs.size() / 2;
    for (std::size_t o = 0; o < half; ++o) {
      const Output &a = stratum.outputs[o], &b = stratum.outputs[half + o];
      if (!a != !b) return std::nullopt;
      if (!a) continue;
      const auto [least, greatest] = stratum.cell.range(*a - *b);
      result = std::max({result, Q(-least), greatest});
    }
  }
  return result;
}

std::vector<Activity> activities(const Survey& survey) {
  const std::size_t neurons = survey.strata.front().decisions.size();
  std::vector<Activity> result;
  for (std::size_t n = 0; n < neurons; ++n) {
    bool active = false, idle = false;
    for (const Stratum& stratum : survey.strata) {
      const Decision::Kind kind = stratum.decisions[n].kind;
      const bool is_idle = kind == Decision::Kind::off || kind == Decision::Kind::never;
      (is_idle ? idle : active) = true;
    }
    result.push_back(!active ? Activity::dead
                     : idle  ? Activity::sometimes
                             : Activity::always);
  }
  return result;
}

std::vector<std::vector<Extended>> limits_at(const std::vector<Stratum>& full_strata,
                                             const Vector& y) {
  std::set<std::vector<Extended>> limits;
  for (const Stratum& stratum : full_strata) {
    if (!stratum.cell.contains(y)) continue;
    std::vector<Extended> limit;
    for (const Output& output : stratum.outputs)
      limit.push_back(output ? Extended(output->at(y)) : std::nullopt);
    limits.insert(std::move(limit));
  }
  return {limits.begin(), limits.end()};
}

}  // namespace polyspike::oracle
