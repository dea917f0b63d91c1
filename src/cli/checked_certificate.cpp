// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/checked_certificate.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "formats/file_start.hpp"
#include "formats/sha256.hpp"
#include "formats/source_text.hpp"
#include "polyspike/error.hpp"
#include "theorems/checker.hpp"

namespace polyspike {

namespace {

constexpr std::string_view first_word = "polyspike-certificate ";
constexpr int verified = 0, holey = 3;

AffineForm read_half_space(std::istream& fields, std::size_t dimension) {
  AffineForm form(dimension);
  std::string number;
  const auto next = [&] {
    fields >> number;
    return Rational::parse(number).value_or(Rational(0));
  };
  form.constant = next();
  for (Rational& coefficient : form.gradient) coefficient = next();
  return form.primitive();
}

std::vector<AffineForm> sorted_rows(std::vector<AffineForm> rows) {
  std::sort(rows.begin(), rows.end(),
            [](const AffineForm& a, const AffineForm& b) { return a.str() < b.str(); });
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

// The domain's rows, without those that every point satisfies.
std::vector<AffineForm> rows_of(const Domain& domain) {
  std::vector<AffineForm> rows;
  for (const HalfSpace& half_space : domain.half_spaces) {
    const AffineForm row = half_space.form.primitive();
    const bool is_constant = std::all_of(row.gradient.begin(), row.gradient.end(),
                                         [](const Rational& x) { return x.is_zero(); });
    if (!is_constant) rows.push_back(row);
  }
  return rows;
}

}  // namespace

bool is_certificate(const std::string& path) {
  return file_begins_with(path, first_word);
}

CertificateStatement read_statement(const std::string& path) {
  const SourceText source = SourceText::read(path);
  CertificateStatement statement;
  statement.path = path;
  statement.digest = sha256(source.text());
  std::istringstream lines(source.text());
  std::size_t dimension = 0, proofs = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string word;
    fields >> word;
    if (word.starts_with("network")) {
      std::string digest, name;
      fields >> digest >> std::ws;
      std::getline(fields, name);
      statement.networks.push_back(name);
      statement.normalized = statement.normalized || word == "network-normalized";
    } else if (word == "encoder" || word == "domain") {
      statement.has_surroundings = true;
      if (word == "domain") fields >> dimension;
    } else if (word == "ge") {
      statement.domain.push_back(read_half_space(fields, dimension));
    } else if (word == "claim") {
      std::string verdict, text;
      fields >> verdict >> std::ws;
      std::getline(fields, text);
      Decided decided{text, {}};
      decided.answer.verdict = verdict == "holds" ? Verdict::holds : Verdict::violated;
      statement.claims.push_back(std::move(decided));
    } else if (word == "by" && proofs < statement.claims.size()) {
      std::string method;
      fields >> method;
      statement.claims[proofs++].answer.reason = "certificate, by " + method;
      if (proofs == statement.claims.size()) break;
    }
  }
  if (statement.networks.empty() || statement.claims.empty() ||
      proofs < statement.claims.size())
    source.fail(0, "expected a certificate's networks, claims and their proofs");
  return statement;
}

CheckedCertificate check_statement(const CertificateStatement& statement,
                                   std::span<const std::string> networks,
                                   const Network& network) {
  if (statement.has_surroundings &&
      sorted_rows(statement.domain) != sorted_rows(rows_of(*network.domain)))
    throw Error("the certificate " + statement.path +
                " is about another domain; expected the --domain or --slice that it was "
                "written with");
  const auto checker = Checker::find();
  if (!checker) throw Error("expected the program check-certificate beside this one or on PATH");
  const int code = checker->run(statement.path, networks);
  if (code != verified && code != holey)
    throw Error("check-certificate does not accept " + statement.path +
                "; check-certificate CERTIFICATE NETWORK... says why");
  CheckedCertificate checked{std::filesystem::path(statement.path).filename().string(),
                             statement.digest, code == verified};
  return checked;
}

}  // namespace polyspike
