// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <iostream>

#include "certificate/certificate.hpp"
#include "cli/claim_text.hpp"
#include "cli/command.hpp"
#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "formats/json_writer.hpp"
#include "formats/output_file.hpp"
#include "property/claims.hpp"

namespace polyspike {

namespace {

void write_witness(JsonWriter& out, const Refutation& refutation) {
  out.object("witness");
  if (refutation.found) out.value("found", *refutation.found);
  if (refutation.points.size() == 1) {
    out.value("point", refutation.points[0]);
    out.value("value", refutation.values[0]);
  } else if (!refutation.points.empty()) {
    out.value("points", refutation.points);
    out.value("values", refutation.values);
  }
  if (!refutation.limits.empty()) out.value("limits", refutation.limits);
  out.end();
}

void write_json(const std::vector<Claim>& claims, const std::vector<Answer>& answers) {
  JsonWriter out(std::cout);
  out.object();
  out.object("claims");
  for (std::size_t i = 0; i < claims.size(); ++i) {
    out.object(claims[i].text);
    out.value("verdict", to_string(answers[i].verdict));
    if (answers[i].refutation) {
      write_witness(out, *answers[i].refutation);
    } else {
      out.value("witness", nullptr);
    }
    out.value("reason", answers[i].reason);
    out.end();
  }
  out.end();
  out.end();
  std::cout << '\n';
}

void write_text(const Claim& claim, const Answer& answer) {
  std::cout << claim.text << ": " << to_string(answer.verdict);
  if (!answer.refutation) {
    std::cout << " (" << answer.reason << ")\n";
    return;
  }
  const Refutation& refutation = *answer.refutation;
  std::cout << '\n';
  if (refutation.found) std::cout << "  found " << *refutation.found << '\n';
  for (std::size_t i = 0; i < refutation.points.size(); ++i)
    std::cout << "  at " << tuple(refutation.points[i]) << " the value is "
              << tuple(refutation.values[i]) << '\n';
  for (const auto& limit : refutation.limits)
    std::cout << "  limit from one side " << tuple(limit) << '\n';
}

int exit_code(const std::vector<Answer>& answers) {
  int code = exit_yes;
  for (const Answer& answer : answers) {
    if (answer.verdict == Verdict::violated) return exit_no;
    if (answer.verdict == Verdict::unknown) code = exit_undecided;
  }
  return code;
}

// False if not every claim got its proof.
bool write_certificate(const Arguments& arguments, RunOptions& options, const Network& network,
                       const Problem& problem, const std::vector<Claim>& claims,
                       const std::vector<Answer>& answers, const ExploreOptions& explore) {
  const auto path = arguments.find("--certificate");
  if (!path) return true;
  const auto plan = plan_proofs(problem, claims, answers, explore);
  OutputFile file(*path);
  if (!write_certificate(file.stream(), {arguments.words()[0], options.read}, network, problem,
                         plan, explore)) {
    std::cerr << *path << ": not written, " << options.budget.reason() << '\n';
    return false;
  }
  file.commit();
  for (const CertificateClaim& claim : plan)
    if (claim.is_open())
      std::cerr << *path << ": holds no proof of " << claim.text << '\n';
  return std::none_of(plan.begin(), plan.end(),
                      [](const CertificateClaim& c) { return c.is_open(); });
}

int run_certify(const Arguments& arguments, RunOptions& options) {
  const auto& words = arguments.words();
  const Network network = read_network(words[0], options.read);
  const std::vector<Claim> claims =
      read_claims(std::span(words).subspan(1), network.outputs());
  const Problem problem = problem_of(network);
  ProgressLine progress;
  const ExploreOptions explore{.budget = &options.budget,
                               .watch = progress.when(options.progress)};
  Claims decider(problem, explore);
  std::vector<Answer> answers;
  for (const Claim& claim : claims) {
    answers.push_back(decider.decide(claim));
    if (!options.json) write_text(claim, answers.back());
  }
  if (options.json) write_json(claims, answers);
  const bool whole =
      write_certificate(arguments, options, network, problem, claims, answers, explore);
  return whole ? exit_code(answers) : std::max(exit_code(answers), int{exit_undecided});
}

}  // namespace

namespace commands {

Command certify() {
  return {.name = "certify",
          .words = "NETWORK CLAIM...",
          .summary = "decides claims on the whole closed domain, exactly",
          .least_words = 2,
          .most_words = 1000,
          .options = {{"--certificate", "FILE",
                       "a proof of the answers, for check-certificate"}},
          .examples =
              "  verify-network certify network.json continuous monotone concave\n"
              "  verify-network certify network.json cells=339 'output>=0' 'output2<=7/2'\n"
              "  verify-network certify network.json 'lipschitz<=1' --json\n",
          .run = run_certify};
}

}  // namespace commands

}  // namespace polyspike
