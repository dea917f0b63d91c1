// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/instance_folder.hpp"

#include <filesystem>
#include <sstream>

#include "certificate/equality_claim.hpp"
#include "emulate/emulation.hpp"
#include "formats/native.hpp"
#include "formats/output_file.hpp"
#include "polyspike/error.hpp"

namespace polyspike {

namespace {

void write_network(const std::string& path, const Network& network) {
  OutputFile file(path);
  write_native(file.stream(), network);
  file.commit();
}

// The claims of certify and the counts among the statements, with their proofs.
std::vector<CertificateClaim> plan(Decider& decider,
                                   std::span<const Statement> statements,
                                   std::span<const Finding> findings,
                                   const ExploreOptions& options) {
  std::vector<Claim> claims;
  std::vector<Answer> answers;
  std::vector<CertificateClaim> counts;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Statement& statement = statements[i];
    if (statement.kind == Statement::Kind::claim) {
      claims.push_back(*statement.claim);
      answers.push_back(findings[i].answer);
    } else if (statement.kind == Statement::Kind::count) {
      counts.push_back({statement.text,
                        findings[i].verdict == Verdict::holds,
                        CertificateClaim::Proof::tree,
                        {},
                        {}});
    }
  }
  std::vector<CertificateClaim> result =
      plan_proofs(decider.problem(), claims, answers, options);
  std::erase_if(result, [](const CertificateClaim& claim) { return claim.is_open(); });
  result.insert(result.end(), counts.begin(), counts.end());
  return result;
}

bool is_claim_or_count(const Statement& statement) {
  return statement.kind == Statement::Kind::claim ||
         statement.kind == Statement::Kind::count;
}

}  // namespace

InstanceFolder::InstanceFolder(std::string path) : path_(std::move(path)) {
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  if (!std::filesystem::is_directory(path_))
    throw Error(path_ + ": cannot be made a folder");
}

InstanceFolder::InstanceFolder()
    : scratch_(std::make_unique<ScratchFolder>()), path_(scratch_->path().string()) {}

void InstanceFolder::write_networks(const Theorem& theorem) const {
  if (theorem.network) write_network(path(theorem.name + ".json"), *theorem.network);
  for (const Companion& companion : theorem.companions)
    write_network(path(companion.file), companion.network);
}

void InstanceFolder::write_statements(const Theorem& theorem) const {
  if (!theorem.network) return;
  OutputFile file(path(theorem.name + ".claims"));
  file.stream() << "# " << theorem.family << ": " << theorem.claim << '\n';
  for (const Statement& statement : theorem.statements)
    file.stream() << statement.line() << '\n';
  file.commit();
}

std::size_t write_certificate_of(const std::string& file, const std::string& certificate,
                                 const Network& network, Decider& decider,
                                 std::span<const Statement> statements,
                                 std::span<const Finding> findings, Budget& budget) {
  if (std::none_of(statements.begin(), statements.end(), is_claim_or_count)) return 0;
  ExploreOptions options;
  options.budget = &budget;
  const auto claims = plan(decider, statements, findings, options);
  if (claims.empty()) return 0;
  OutputFile out(certificate);
  if (!write_certificate(out.stream(), {file, {}}, network, decider.problem(), claims,
                         options))
    return 0;
  out.commit();
  return static_cast<std::size_t>(std::count_if(
      statements.begin(), statements.end(), [&](const Statement& statement) {
        return std::any_of(
            claims.begin(), claims.end(),
            [&](const CertificateClaim& claim) { return claim.text == statement.text; });
      }));
}

bool write_equality_certificate_of(const std::string& certificate,
                                   const CertificatePair& pair,
                                   const EqualityProof& proof, Budget& budget) {
  constexpr std::size_t most_neurons = 40, most_bytes = std::size_t{1} << 16;
  const CertificateClaim claim = equality_claim(pair, proof);
  if (claim.by_tree() && size_of(pair.a).neurons + size_of(pair.b).neurons > most_neurons)
    return false;
  ExploreOptions options;
  options.budget = &budget;
  std::ostringstream text;
  if (!write_certificate(text, pair, std::span(&claim, 1), options) ||
      text.view().size() > most_bytes)
    return false;
  OutputFile out(certificate);
  out.stream() << text.view();
  out.commit();
  return true;
}

}  // namespace polyspike
