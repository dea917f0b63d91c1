// SPDX-License-Identifier: GPL-3.0-or-later
#include "polyspike/evaluate.hpp"

#include "network/lower.hpp"
#include "program/evaluate.hpp"

namespace polyspike {

std::vector<Value> evaluate(const Network& network, std::span<const Rational> point) {
  const Program program = lower(network);
  return evaluate(program, point).outputs(program);
}

}  // namespace polyspike
