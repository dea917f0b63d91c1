// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/equal.hpp"

#include "network/lower.hpp"
#include "program/evaluate.hpp"
#include "property/equal_enumerated.hpp"

namespace polyspike {

const char* to_string(EqualityProof::Verdict verdict) {
  switch (verdict) {
    case EqualityProof::Verdict::equal:
      return "equal";
    case EqualityProof::Verdict::different:
      return "different";
    case EqualityProof::Verdict::unknown:
      break;
  }
  return "unknown";
}

EqualityProof decide_equal(const Network& a, const Network& b, Budget& budget,
                           LeafWatch* watch) {
  using Verdict = EqualityProof::Verdict;
  EqualityProof proof = prove_equal_compositional(a, b, budget);
  if (proof.verdict != Verdict::unknown) return proof;
  const Program first = lower(a), second = lower(b);
  const auto problem = make_problem(product(first, second), *a.domain);
  if (!problem) return proof;
  const PairDifference difference =
      find_pair_difference({*problem, a.outputs()}, {.budget = &budget, .watch = watch});
  if (difference.point) {
    proof.verdict = Verdict::different;
    proof.point = problem->flat.extend(*difference.point);
    proof.values_a = evaluate(first, *proof.point).outputs(first);
    proof.values_b = evaluate(second, *proof.point).outputs(second);
  } else if (difference.complete) {
    proof.verdict = Verdict::equal;
    proof.by_product = true;
  } else {
    proof.reason = budget.reason() != nullptr ? budget.reason() : "limit";
  }
  return proof;
}

}  // namespace polyspike
