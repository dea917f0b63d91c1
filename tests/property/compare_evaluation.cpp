// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle/random_network.hpp"
#include "program/evaluate.hpp"
#include "property/comparison.hpp"
#include "property/pattern_text.hpp"

namespace polyspike::property {
namespace {

// A point on a coarse grid about the domain, at times far outside.
oracle::Vector random_point(oracle::Draw& draw, std::size_t dimension) {
  oracle::Vector y;
  for (std::size_t i = 0; i < dimension; ++i) {
    const Rational coordinate =
        draw.once_in(8) ? draw.fraction(-20, 20) : Rational(draw.integer(-24, 24), 6);
    y.push_back(oracle::from(coordinate));
  }
  return y;
}

}  // namespace

Findings compare_evaluation(const Case& it) {
  Findings findings;
  oracle::Draw draw(1);
  for (int k = 0; k < 60; ++k) {
    const oracle::Vector y = random_point(draw, it.frame.dimension());
    const Point z = it.to_flat(y);
    const oracle::Trace expected = oracle::evaluate(it.model, it.frame.point(y));
    const Evaluation found = evaluate(it.problem.program, z);
    const std::vector<Value> outputs = found.outputs(it.problem.program);
    for (std::size_t o = 0; o < outputs.size(); ++o)
      if (outputs[o] != oracle::to_value(expected.outputs[o]))
        findings.push_back(
            words("evaluate: value ", to_string(outputs[o]), " at ", text_of(z)));
    if (!same_pattern(it, expected.decisions, found.pattern))
      findings.push_back(words("evaluate: another pattern at ", text_of(z)));
  }
  return findings;
}

}  // namespace polyspike::property
