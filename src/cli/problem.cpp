// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/problem.hpp"

#include "network/lower.hpp"
#include "polyspike/error.hpp"

namespace polyspike {

Problem problem_of(const Network& network) {
  auto problem = make_problem(lower(network), *network.domain);
  if (!problem) throw Error("the domain is empty; expected at least one point");
  return std::move(*problem);
}

}  // namespace polyspike
