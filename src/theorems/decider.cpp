// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/decider.hpp"

#include "emulate/emulation.hpp"
#include "network/lower.hpp"
#include "polyspike/error.hpp"
#include "theorems/cell_shapes.hpp"

namespace polyspike {

namespace {

using Kind = Statement::Kind;

// "cells=" of "cells=7".
std::string name_of(const std::string& text) {
  return text.substr(0, text.find('=') + 1);
}

Problem make_problem_of(const Network& network) {
  auto problem = make_problem(lower(network), *network.domain);
  if (!problem) throw Error("the domain is empty; expected at least one point");
  return std::move(*problem);
}

std::uint64_t count_of(const Counts& counts, std::string_view name) {
  if (name == "cell-components=") return counts.cell_components;
  if (name == "causal-pieces=") return counts.causal_pieces;
  if (name == "never-regions=") return counts.never_regions;
  if (name == "linear-regions=") return counts.linear_regions;
  if (name == "distinct-maps=") return counts.distinct_maps;
  return counts.cells;
}

}  // namespace

const Problem& Decider::problem() {
  if (!problem_) problem_ = make_problem_of(network_);
  return *problem_;
}

Claims& Decider::claims() {
  if (!claims_) {
    ExploreOptions options;
    options.budget = &budget_;
    claims_.emplace(problem(), options);
  }
  return *claims_;
}

Finding Decider::limit() const {
  const char* reason = budget_.reason();
  return {Verdict::unknown, reason != nullptr ? reason : "unknown", {}, {}};
}

Finding Decider::decide(const Statement& statement) {
  switch (statement.kind) {
    case Kind::claim:
      return decide_claim(statement);
    case Kind::equal:
      return decide_equal_to(statement);
    case Kind::convex_cells:
      return decide_convexity();
    default:
      break;
  }
  const auto number = find_number(statement);
  if (!number) return limit();
  Finding finding;
  finding.verdict = *number == statement.number ? Verdict::holds : Verdict::violated;
  finding.found = name_of(statement.text) + std::to_string(*number);
  finding.answer.verdict = finding.verdict;
  return finding;
}

Finding Decider::decide_claim(const Statement& statement) {
  Finding finding;
  finding.answer = claims().decide(*statement.claim);
  finding.verdict = finding.answer.verdict;
  const auto& refutation = finding.answer.refutation;
  if (finding.verdict == Verdict::unknown) {
    finding.found = "unknown: " + finding.answer.reason;
  } else if (finding.verdict == Verdict::holds) {
    finding.found = statement.text;
  } else if (refutation && refutation->found) {
    finding.found = name_of(statement.text) + std::to_string(*refutation->found);
  } else {
    finding.found = "not " + statement.text;
  }
  return finding;
}

// Nothing if the budget ran out.
std::optional<std::uint64_t> Decider::find_number(const Statement& statement) {
  if (statement.kind == Kind::size) {
    const NetworkSize size = size_of(network_);
    return statement.text.starts_with("neurons=") ? size.neurons : size.layers;
  }
  const Partition& partition = claims().partition();
  if (!partition.complete) return std::nullopt;
  if (statement.kind == Kind::adjacent_cells)
    return count_adjacent_cells(problem(), partition);
  const Counts counts = count(problem(), partition, &budget_);
  if (!counts.complete) return std::nullopt;
  return count_of(counts, name_of(statement.text));
}

Finding Decider::decide_convexity() {
  const Partition& partition = claims().partition();
  if (!partition.complete) return limit();
  if (has_convex_cells(partition)) return {Verdict::holds, "convex-cells", {}, {}};
  return {Verdict::violated, "not convex-cells", {}, {}};
}

Finding Decider::decide_equal_to(const Statement& statement) {
  const Network other = lookup_(statement.file);
  if (other.inputs() != network_.inputs() || other.outputs() != network_.outputs())
    throw Error(statement.file + ": the networks have different shapes");
  Finding finding = limit();
  finding.equality = decide_equal(network_, other, budget_);
  if (finding.equality->verdict == EqualityProof::Verdict::unknown) return finding;
  const bool is_equal = finding.equality->verdict == EqualityProof::Verdict::equal;
  finding.verdict = is_equal ? Verdict::holds : Verdict::violated;
  finding.found = is_equal ? "equal" : "not equal";
  return finding;
}

}  // namespace polyspike
