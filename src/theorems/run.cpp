// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/run.hpp"

#include <algorithm>
#include <ctime>

#include "polyspike/error.hpp"

namespace polyspike {

namespace {

using Row = TheoremRow;

void append(std::string& text, const std::string& more) {
  if (!text.empty()) text += ", ";
  text += more;
}

Row::Verdict worse(Row::Verdict a, Row::Verdict b) {
  if (a == Row::Verdict::refuted || b == Row::Verdict::refuted)
    return Row::Verdict::refuted;
  return a == Row::Verdict::proved ? b : a;
}

const Network& companion(const Theorem& theorem, const std::string& file) {
  for (const Companion& c : theorem.companions)
    if (c.file == file) return c.network;
  throw Error(file + ": not a network of " + theorem.name);
}

// The certificates of a theorem's statements.
struct Certificates {
  std::size_t covered = 0;  // statements that they speak of
  std::vector<std::string> files;

  Row::Certificate check(const std::optional<Checker>& checker,
                         bool speaks_of_all) const {
    if (!checker || files.empty()) return Row::Certificate::none;
    for (const std::string& file : files)
      if (checker->run(file) != 0) return Row::Certificate::rejected;
    return speaks_of_all ? Row::Certificate::verified : Row::Certificate::partly;
  }
};

Certificates write_certificates(const Theorem& theorem, const InstanceFolder& folder,
                                Decider& decider, std::span<const Finding> findings,
                                Budget& budget) {
  Certificates result;
  const std::string network = folder.path(theorem.name + ".json");
  const std::string own = folder.path(theorem.name + ".cert");
  result.covered = write_certificate_of(network, own, *theorem.network, decider,
                                        theorem.statements, findings, budget);
  if (result.covered > 0) result.files.push_back(own);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!findings[i].equality) continue;
    const std::string& file = theorem.statements[i].file;
    const std::string equal = folder.path(theorem.name + ".equal.cert");
    const CertificatePair pair{{network, {}},
                               {folder.path(file), {}},
                               *theorem.network,
                               companion(theorem, file)};
    if (!write_equality_certificate_of(equal, pair, *findings[i].equality, budget))
      continue;
    result.files.push_back(equal);
    ++result.covered;
  }
  return result;
}

// Statements that a certificate may speak of.
std::size_t countable(std::span<const Statement> statements) {
  return static_cast<std::size_t>(
      std::count_if(statements.begin(), statements.end(),
                    [](const Statement& s) { return s.kind != Statement::Kind::size; }));
}

void run_statements(const Theorem& theorem, const InstanceFolder& folder,
                    const std::optional<Checker>& checker, Budget& budget, Row& row) {
  const double start = cpu_seconds();
  folder.write_networks(theorem);
  folder.write_statements(theorem);
  Decider decider(
      *theorem.network, [&](const std::string& file) { return companion(theorem, file); },
      budget);
  std::vector<Finding> findings;
  for (const Statement& statement : theorem.statements) {
    append(row.expected, statement.shown());
    findings.push_back(decider.decide(statement));
    append(row.found, findings.back().found);
  }
  row.verdict = judge(theorem.statements, findings);
  Certificates certificates;
  if (row.verdict != Row::Verdict::not_proved)
    certificates = write_certificates(theorem, folder, decider, findings, budget);
  row.seconds = cpu_seconds() - start;
  row.certificate = certificates.check(
      checker, certificates.covered == countable(theorem.statements) && !theorem.search);
  if (row.certificate == Row::Certificate::rejected)
    row.verdict = worse(row.verdict, Row::Verdict::not_proved);
}

void run_search(const Search& search, Budget& budget, Row& row) {
  const double start = cpu_seconds();
  append(row.expected, search.expected);
  const auto found = search.find(budget);
  const char* const reason = budget.reason();
  append(row.found, found ? *found : reason != nullptr ? reason : "unknown");
  row.verdict = worse(row.verdict, !found                      ? Row::Verdict::not_proved
                                   : *found == search.expected ? Row::Verdict::proved
                                                               : Row::Verdict::refuted);
  row.seconds += cpu_seconds() - start;
}

}  // namespace

const char* to_string(TheoremRow::Verdict verdict) {
  static constexpr const char* names[] = {"proved", "refuted", "not proved"};
  return names[static_cast<std::size_t>(verdict)];
}

const char* to_string(TheoremRow::Certificate certificate) {
  static constexpr const char* names[] = {"-", "partly", "verified", "rejected"};
  return names[static_cast<std::size_t>(certificate)];
}

double cpu_seconds() {
  return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

Row::Verdict judge(std::span<const Statement> statements,
                   std::span<const Finding> findings) {
  Row::Verdict verdict = Row::Verdict::proved;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Verdict found = findings[i].verdict;
    const Verdict wanted = statements[i].holds ? Verdict::holds : Verdict::violated;
    verdict = worse(verdict, found == Verdict::unknown ? Row::Verdict::not_proved
                             : found == wanted         ? Row::Verdict::proved
                                                       : Row::Verdict::refuted);
  }
  return verdict;
}

Row run_theorem(const Theorem& theorem, const InstanceFolder& folder,
                const std::optional<Checker>& checker, Budget& budget) {
  Row row;
  row.family = theorem.family;
  row.claim = theorem.claim;
  row.name = theorem.name;
  row.instance = theorem.instance;
  row.verdict = Row::Verdict::proved;
  if (theorem.network) run_statements(theorem, folder, checker, budget, row);
  if (theorem.search) run_search(*theorem.search, budget, row);
  return row;
}

}  // namespace polyspike
