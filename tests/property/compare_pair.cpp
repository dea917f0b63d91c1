// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "network/lower.hpp"
#include "property/comparison.hpp"
#include "property/equal_compositional.hpp"
#include "property/equal_enumerated.hpp"
#include "property/pattern_text.hpp"

namespace polyspike::property {
namespace {

using Values = std::vector<oracle::Extended>;

Values values_at(const Network& network, const Point& point) {
  return oracle::evaluate(oracle::model_of(network), oracle::from(point)).outputs;
}

bool is_inside(const oracle::Frame& frame, const Point& point) {
  const auto y = frame.coordinates(oracle::from(point));
  return y && frame.domain.contains(*y);
}

bool shows_difference(const oracle::Frame& frame, const Network& a, const Network& b,
                      const std::optional<Point>& point) {
  return point && is_inside(frame, *point) &&
         values_at(a, *point) != values_at(b, *point);
}

// The largest |a - b| at a point, nullopt where exactly one is inf.
oracle::Extended deviation_at(const Values& a, const Values& b) {
  oracle::Q result = 0;
  for (std::size_t o = 0; o < a.size(); ++o) {
    if (a[o].has_value() != b[o].has_value()) return std::nullopt;
    if (a[o]) result = std::max(result, oracle::Q(abs(*a[o] - *b[o])));
  }
  return result;
}

void compare_deviation(const oracle::Survey& survey, const Network& a, const Network& b,
                       const PairProblem& pair, Findings& findings) {
  const Deviation found = find_deviation(pair, {});
  const oracle::Extended expected = oracle::deviation(survey);
  if (!found.complete || found.supremum != oracle::to_value(expected)) {
    findings.push_back(words("deviation: found ", to_string(found.supremum),
                             ", expected ", to_string(oracle::to_value(expected))));
    return;
  }
  const Point point = pair.problem.flat.extend(found.point);
  if (!is_inside(survey.frame, point))
    findings.push_back("deviation: a point outside the domain");
  else if (found.attained &&
           deviation_at(values_at(a, point), values_at(b, point)) != expected)
    findings.push_back(words("deviation: not attained at ", text_of(point)));
}

}  // namespace

Findings compare_pair(const Network& a, const Network& b, std::size_t limit) {
  Findings findings;
  const oracle::Frame frame = oracle::frame_of(*a.domain).value();
  const oracle::Model both =
      oracle::side_by_side(oracle::model_of(a), oracle::model_of(b));
  const oracle::Survey survey =
      oracle::survey(both, frame, oracle::Definition::scan, limit);
  const bool is_equal = oracle::halves_equal(survey);
  const auto problem = make_problem(product(lower(a), lower(b)), *a.domain);
  const PairProblem pair{*problem, a.outputs()};

  const PairDifference found = find_pair_difference(pair, {});
  if (!found.complete || found.point.has_value() == is_equal)
    findings.push_back(words("pair: found ", found.point ? "different" : "equal"));
  else if (found.point &&
           !shows_difference(frame, a, b, problem->flat.extend(*found.point)))
    findings.push_back("pair: a point that shows no difference");

  Budget budget;
  const EqualityProof proof = prove_equal_compositional(a, b, budget);
  if (proof.verdict == EqualityProof::Verdict::equal && !is_equal)
    findings.push_back("neuron by neuron: found equal");
  if (proof.verdict == EqualityProof::Verdict::different &&
      !shows_difference(frame, a, b, proof.point))
    findings.push_back("neuron by neuron: a point that shows no difference");
  compare_deviation(survey, a, b, pair, findings);
  return findings;
}

}  // namespace polyspike::property
