// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/comparison.hpp"

#include <exception>

#include "network/lower.hpp"

namespace polyspike::property {

oracle::Vector Case::from_flat(const Point& z) const {
  return oracle::from(problem.flat.extend(z));
}

Point Case::to_flat(const oracle::Vector& y) const {
  const Point x = oracle::to(frame.point(y));
  Point z;
  for (std::size_t free : problem.flat.free) z.push_back(x[free]);
  return z;
}

Case make_case(const Network& network, std::size_t limit) {
  Case it;
  it.network = network;
  it.model = oracle::model_of(network);
  it.frame = oracle::frame_of(*network.domain).value();
  it.survey = oracle::survey(it.model, it.frame, oracle::Definition::scan, limit);
  it.full = it.survey.full();
  it.problem = make_problem(lower(network), *network.domain).value();
  return it;
}

Findings compare(const Network& network, std::size_t limit) {
  try {
    const Case it = make_case(network, limit);
    Findings findings = compare_partition(it);
    for (const auto& part : {compare_evaluation(it), compare_engines(it),
                             compare_claims(it), compare_neurons(it)})
      findings.insert(findings.end(), part.begin(), part.end());
    return findings;
  } catch (const oracle::TooLarge&) {
    throw;
  } catch (const std::exception& error) {
    return {words("exception: ", error.what())};
  }
}

}  // namespace polyspike::property
