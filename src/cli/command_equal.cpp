// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>

#include "cli/claim_text.hpp"
#include "cli/command.hpp"
#include "cli/pair_certificate.hpp"
#include "cli/progress.hpp"
#include "engine/hull.hpp"
#include "formats/json_writer.hpp"
#include "lp/exact_maximum.hpp"
#include "network/lower.hpp"
#include "polyspike/error.hpp"
#include "property/equal.hpp"
#include "property/equal_enumerated.hpp"

namespace polyspike {

namespace {

using Verdict = EqualityProof::Verdict;

struct Comparison {
  EqualityProof proof;
  std::optional<Deviation> deviation;  // its points in the domain's coordinates
};

// Whether every point of one domain lies in the other.
bool contains(const Domain& outer, const Domain& inner) {
  if (outer.half_spaces == inner.half_spaces) return true;
  const auto hull = find_hull(Flat::whole(inner.dimension), inner.half_spaces);
  if (!hull) return true;
  std::vector<AffineForm> rows;
  for (const HalfSpace& h : hull->rows) rows.push_back(h.form);
  for (const HalfSpace& h : outer.half_spaces) {
    const AffineForm outside = -hull->flat.restrict(h.form);
    if (exact_maximum(rows, outside, hull->interior).value.sign() > 0) return false;
  }
  return true;
}

void require_same_shape(const Network& a, const Network& b) {
  auto counts = [](const Network& n) {
    return std::to_string(n.inputs()) + " input(s) and " + std::to_string(n.outputs()) +
           " output(s)";
  };
  if (a.inputs() != b.inputs() || a.outputs() != b.outputs())
    throw Error("the networks have different shapes, " + counts(a) + " and " + counts(b) +
                "; expected the same");
  if (!contains(*a.domain, *b.domain) || !contains(*b.domain, *a.domain))
    throw Error("the networks have different domains; expected the same, or --domain");
}

Problem product_problem(const Network& a, const Network& b) {
  auto problem = make_problem(product(lower(a), lower(b)), *a.domain);
  if (!problem) throw Error("the domain is empty; expected at least one point");
  return std::move(*problem);
}

void add_deviation(const Network& a, const Network& b, const ExploreOptions& options,
                   Comparison* result) {
  Deviation deviation;
  deviation.attained = true;
  if (result->proof.verdict == Verdict::different) {
    const Problem problem = product_problem(a, b);
    deviation = find_deviation({problem, a.outputs()}, options);
    deviation.point = problem.flat.extend(deviation.point);
    if (!deviation.toward.empty()) deviation.toward = problem.flat.extend(deviation.toward);
  }
  if (deviation.complete && result->proof.verdict != Verdict::unknown)
    result->deviation = std::move(deviation);
}

// How it was proved, or which limit was in the way.
std::string reason_of(const EqualityProof& proof) {
  if (proof.verdict == Verdict::unknown) return proof.reason;
  if (proof.verdict == Verdict::different) return "";
  return proof.by_product ? "product partition" : "neuron by neuron";
}

void write_json(const Comparison& result) {
  JsonWriter out(std::cout);
  out.object();
  out.value("verdict", to_string(result.proof.verdict));
  if (result.proof.point) {
    out.value("point", *result.proof.point);
    out.array("values");
    out.value(result.proof.values_a);
    out.value(result.proof.values_b);
    out.end();
  } else {
    out.value("point", nullptr);
    out.value("values", nullptr);
  }
  if (result.deviation) {
    out.value("deviation", result.deviation->supremum);
    if (!result.deviation->point.empty()) {
      out.value("deviation_point", result.deviation->point);
      out.value("attained", result.deviation->attained);
    }
  } else {
    out.value("deviation", nullptr);
  }
  const std::string reason = reason_of(result.proof);
  if (!reason.empty()) out.value("reason", reason);
  out.end();
  std::cout << '\n';
}

void write_text(const Comparison& result) {
  std::cout << to_string(result.proof.verdict);
  const std::string reason = reason_of(result.proof);
  if (!reason.empty()) std::cout << " (" << reason << ')';
  std::cout << '\n';
  if (result.proof.point)
    std::cout << "  at " << tuple(*result.proof.point) << " the values are "
              << tuple(result.proof.values_a) << " and " << tuple(result.proof.values_b) << '\n';
  if (!result.deviation) return;
  std::cout << "  largest deviation " << to_string(result.deviation->supremum);
  if (!result.deviation->point.empty())
    std::cout << (result.deviation->attained ? ", attained at " : ", approached at ")
              << tuple(result.deviation->point);
  std::cout << '\n';
}

// Two claims that together give the supremum.
void add_deviation_claims(const Deviation& deviation, std::vector<CertificateClaim>& claims) {
  using How = CertificateClaim::Proof;
  const std::string value = to_string(deviation.supremum);
  if (deviation.supremum) {
    CertificateClaim most;
    most.text = "deviation<=" + value;
    most.proof = How::tree;
    most.deviation = *deviation.supremum;
    claims.push_back(std::move(most));
  }
  if (deviation.point.empty()) return;
  CertificateClaim least;
  least.text = "deviation>=" + value;
  least.proof = deviation.attained ? How::points : How::limit;
  least.points = {deviation.point};
  if (!deviation.attained) least.points.push_back(deviation.toward);
  claims.push_back(std::move(least));
}

bool write_certificate(const Arguments& arguments, RunOptions& options, const Network& a,
                       const Network& b, const Comparison& result) {
  if (result.proof.verdict == Verdict::unknown || !arguments.find("--certificate"))
    return true;
  const CertificatePair pair{{arguments.words()[0], options.read},
                             {arguments.words()[1], options.read}, a, b};
  std::vector<CertificateClaim> claims = {equality_claim(pair, result.proof)};
  if (result.deviation && result.proof.point) add_deviation_claims(*result.deviation, claims);
  return write_pair_certificate(arguments, options, pair, claims);
}

Comparison compare(const Network& a, const Network& b, bool wants_deviation,
                   RunOptions& options) {
  ProgressLine progress;
  const ExploreOptions explore{.budget = &options.budget,
                               .watch = progress.when(options.progress)};
  Comparison result{decide_equal(a, b, options.budget, explore.watch), {}};
  if (wants_deviation) add_deviation(a, b, explore, &result);
  return result;
}

int run_equal(const Arguments& arguments, RunOptions& options) {
  const Network a = read_network(arguments.words()[0], options.read);
  const Network b = read_network(arguments.words()[1], options.read);
  require_same_shape(a, b);
  const bool wants_deviation = arguments.has("--deviation");
  const Comparison result = compare(a, b, wants_deviation, options);
  if (options.json) {
    write_json(result);
  } else {
    write_text(result);
  }
  if (!write_certificate(arguments, options, a, b, result)) return exit_undecided;
  if (wants_deviation && !result.deviation) return exit_undecided;
  switch (result.proof.verdict) {
    case Verdict::equal:
      return exit_yes;
    case Verdict::different:
      return exit_no;
    default:
      return exit_undecided;
  }
}

}  // namespace

namespace commands {

Command equal() {
  return {.name = "equal",
          .words = "A B",
          .summary = "whether two networks agree at every point of the domain",
          .least_words = 2,
          .most_words = 2,
          .options = {{"--deviation", "", "the exact supremum of |A - B| and where it is"},
                      {"--certificate", "FILE",
                       "a proof of the answer, for check-certificate"}},
          .examples = "  verify-network equal relu.json spiking.json\n"
                      "  verify-network equal a.json b.json --deviation --json\n",
          .run = run_equal};
}

}  // namespace commands

}  // namespace polyspike
