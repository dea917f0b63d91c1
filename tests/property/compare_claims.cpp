// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "property/claims.hpp"
#include "property/comparison.hpp"

namespace polyspike::property {
namespace {

using oracle::Extended;
using oracle::Q;
using oracle::Vector;
using Values = std::vector<Extended>;

// A refutation in the oracle's numbers.
struct Witness {
  std::vector<Vector> points;
  std::vector<Values> values, limits;
};

Extended extended(const Value& value) {
  return value ? Extended(oracle::from(*value)) : std::nullopt;
}

std::vector<Values> values_of(const std::vector<std::vector<Value>>& rows) {
  std::vector<Values> result;
  for (const auto& row : rows) {
    result.emplace_back();
    for (const Value& value : row) result.back().push_back(extended(value));
  }
  return result;
}

// a < b with inf above all numbers.
bool less(const Extended& a, const Extended& b) {
  return a && (!b || *a < *b);
}

bool has_inf(const Values& values) {
  return std::any_of(values.begin(), values.end(), [](const Extended& v) { return !v; });
}

bool some_inf(const Witness& w) {
  return std::any_of(w.values.begin(), w.values.end(), has_inf);
}

Q distance(const Vector& a, const Vector& b) {
  Q result = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    result = std::max(result, Q(abs(a[i] - b[i])));
  return result;
}

bool is_at_most(const Vector& a, const Vector& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] > b[i]) return false;
  return true;
}

bool refutes_monotone(const Witness& w) {
  if (w.points.size() != 2) return false;
  for (int first : {0, 1}) {
    if (!is_at_most(w.points[first], w.points[1 - first])) continue;
    for (std::size_t o = 0; o < w.values[0].size(); ++o)
      if (less(w.values[1 - first][o], w.values[first][o])) return true;
  }
  return false;
}

// The share s with points[1] = points[0] + s (points[2] - points[0]), 0 < s < 1.
std::optional<Q> share_of_middle(const Witness& w) {
  for (std::size_t i = 0; i < w.points[0].size(); ++i) {
    const Q whole = w.points[2][i] - w.points[0][i];
    if (whole == 0) continue;
    const Q share = (w.points[1][i] - w.points[0][i]) / whole;
    for (std::size_t k = 0; k < w.points[0].size(); ++k)
      if (w.points[0][k] + share * (w.points[2][k] - w.points[0][k]) != w.points[1][k])
        return std::nullopt;
    return share > 0 && share < 1 ? std::optional(share) : std::nullopt;
  }
  return std::nullopt;
}

bool refutes_concave(const Witness& w, int sign) {
  if (some_inf(w)) return true;
  if (w.points.size() != 3) return false;
  const auto share = share_of_middle(w);
  if (!share) return false;
  for (std::size_t o = 0; o < w.values[0].size(); ++o) {
    const Q chord = *w.values[0][o] + *share * (*w.values[2][o] - *w.values[0][o]);
    if (sign * (*w.values[1][o] - chord) < 0) return true;
  }
  return false;
}

bool refutes_lipschitz(const Witness& w, const Q& bound) {
  if (some_inf(w)) return true;
  if (w.points.size() != 2) return false;
  for (std::size_t o = 0; o < w.values[0].size(); ++o)
    if (abs(*w.values[0][o] - *w.values[1][o]) >
        bound * distance(w.points[0], w.points[1]))
      return true;
  return false;
}

// Exactly the limits there are, and a jump among them and the value.
bool refutes_continuous(const Case& it, const Witness& w) {
  if (w.points.size() != 1) return false;
  const auto limits = oracle::limits_at(it.full, *it.frame.coordinates(w.points[0]));
  const std::set<Values> genuine(limits.begin(), limits.end());
  const std::set<Values> named(w.limits.begin(), w.limits.end());
  std::set<Values> all = named;
  all.insert(w.values[0]);
  return genuine == named && all.size() > 1;
}

bool refutes_bound(const Claim& claim, const Witness& w) {
  const Q bound = oracle::from(claim.bound);
  for (std::size_t o = 0; o < w.values[0].size(); ++o) {
    if (claim.output && *claim.output != o) continue;
    const Extended& v = w.values[0][o];
    const bool violates = claim.kind == Claim::Kind::at_least  ? v && *v < bound
                          : claim.kind == Claim::Kind::above   ? v && *v <= bound
                          : claim.kind == Claim::Kind::at_most ? !v || *v > bound
                                                               : !v || *v >= bound;
    if (violates) return true;
  }
  return false;
}

bool refutes(const Case& it, const Claim& claim, const Witness& w) {
  switch (claim.kind) {
    case Claim::Kind::continuous:
      return refutes_continuous(it, w);
    case Claim::Kind::monotone:
      return refutes_monotone(w);
    case Claim::Kind::concave:
      return refutes_concave(w, 1);
    case Claim::Kind::convex:
      return refutes_concave(w, -1);
    case Claim::Kind::fires:
      return some_inf(w);
    case Claim::Kind::lipschitz:
      return refutes_lipschitz(w, oracle::from(claim.bound));
    case Claim::Kind::at_least:
    case Claim::Kind::at_most:
    case Claim::Kind::above:
    case Claim::Kind::below:
      return refutes_bound(claim, w);
    default:
      return false;
  }
}

// What is wrong with a refutation of a claim other than a count, or nothing.
std::string flaw(const Case& it, const Claim& claim, const Refutation& refutation) {
  Witness w;
  for (const Point& point : refutation.points) w.points.push_back(oracle::from(point));
  w.values = values_of(refutation.values);
  w.limits = values_of(refutation.limits);
  if (w.points.empty() || w.points.size() != w.values.size())
    return "no points or values";
  for (std::size_t p = 0; p < w.points.size(); ++p) {
    const auto y = it.frame.coordinates(w.points[p]);
    if (!y || !it.frame.domain.contains(*y)) return "a point outside the domain";
    if (oracle::evaluate(it.model, w.points[p]).outputs != w.values[p])
      return "a value that is not the network's";
  }
  return refutes(it, claim, w) ? "" : "points that do not refute the claim";
}

// Claims with their true verdicts.
struct Expectation {
  std::string text;
  bool holds;
};

void expect_bounds(const Case& it, std::vector<Expectation>& list) {
  using oracle::Relation;
  const std::size_t outputs = it.model.outputs.size();
  for (std::size_t o = 0; o < outputs; ++o) {
    const oracle::Extremes e = oracle::extremes(it.survey, o);
    const std::string name = words("output", o + 1);
    const auto add = [&](const char* relation, Relation meaning, const Q& bound) {
      list.push_back(
          {name + relation + bound.str(), oracle::bounded(it.survey, o, meaning, bound)});
    };
    const Q low = e.least.value_or(1), high = e.greatest.value_or(low + 1);
    for (const Q& bound : {low, Q(low - Q(1, 7)), Q(low + Q(1, 7))}) {
      add(">=", Relation::at_least, bound);
      add(">", Relation::above, bound);
    }
    for (const Q& bound : {high, Q(high - Q(1, 7)), Q(high + Q(1, 7))}) {
      add("<=", Relation::at_most, bound);
      add("<", Relation::below, bound);
    }
  }
}

// The least Lipschitz bound that holds, of a continuous network that fires.
std::optional<Q> lipschitz_constant(const Case& it) {
  if (!oracle::fires(it.survey) || !oracle::continuous(it.survey)) return std::nullopt;
  return oracle::lipschitz_constant(it.survey);
}

void expect_lipschitz(const Case& it, std::vector<Expectation>& list) {
  const auto least = lipschitz_constant(it);
  const Q bound = least.value_or(100);
  list.push_back({words("lipschitz<=", bound), least.has_value()});
  if (bound == 0) return;
  const Q smaller = bound * Q(99, 100);
  list.push_back({words("lipschitz<=", smaller), false});
}

void expect_counts(const Case& it, std::vector<Expectation>& list) {
  const oracle::Counts counts = oracle::count(it.model, it.full);
  const auto add = [&](const std::string& name, std::size_t count) {
    list.push_back({words(name, "=", count), true});
    list.push_back({words(name, "=", count + 1), false});
  };
  add("cells", counts.cells);
  add("linear-regions", counts.linear_regions);
  add("distinct-maps", counts.distinct_maps);
}

std::vector<Expectation> expectations(const Case& it) {
  std::vector<Expectation> list{{"piecewise-linear", true},
                                {"continuous", oracle::continuous(it.survey)},
                                {"monotone", oracle::monotone(it.survey)},
                                {"concave", oracle::concave(it.survey)},
                                {"convex", oracle::convex(it.survey)},
                                {"fires", oracle::fires(it.survey)}};
  expect_bounds(it, list);
  expect_lipschitz(it, list);
  expect_counts(it, list);
  return list;
}

void compare_claim(const Case& it, Claims& claims, const Expectation& expected,
                   Findings& findings) {
  const auto claim = parse_claim(expected.text, it.model.outputs.size());
  if (!claim) {
    findings.push_back(expected.text + ": not understood");
    return;
  }
  const Answer answer = claims.decide(*claim);
  if (answer.verdict != (expected.holds ? Verdict::holds : Verdict::violated)) {
    findings.push_back(expected.text + ": found " + to_string(answer.verdict) + " (" +
                       answer.reason + ")");
    return;
  }
  if (answer.verdict != Verdict::violated) return;
  if (!answer.refutation) {
    findings.push_back(expected.text + ": violated without a witness");
  } else if (!answer.refutation->found) {
    const std::string wrong = flaw(it, *claim, *answer.refutation);
    if (!wrong.empty()) findings.push_back(expected.text + ": witness with " + wrong);
  }
}

}  // namespace

Findings compare_claims(const Case& it) {
  Findings findings;
  Claims claims(it.problem, {});
  for (const Expectation& expected : expectations(it))
    compare_claim(it, claims, expected, findings);
  return findings;
}

}  // namespace polyspike::property
