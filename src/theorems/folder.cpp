// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "polyspike/error.hpp"
#include "theorems/decider.hpp"
#include "theorems/run.hpp"

namespace polyspike {

namespace {

namespace fs = std::filesystem;

std::string network_of(const fs::path& claims) {
  for (const char* ending : {".json", ".nnet"}) {
    fs::path network = claims;
    network.replace_extension(ending);
    if (fs::exists(network)) return network.string();
  }
  throw Error({claims.string(), 1, 1}, "no network for these claims, expected " +
                                           claims.stem().string() +
                                           ".json or .nnet beside");
}

std::vector<Statement> read_statements(const std::string& path, std::size_t outputs) {
  std::ifstream file(path);
  std::vector<Statement> statements;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos || line[first] == '#') continue;
    auto statement = parse_statement(line, outputs);
    if (!statement)
      throw Error({path, number, static_cast<int>(first) + 1},
                  "\"" + line.substr(first) + "\" is no claim about a network with " +
                      std::to_string(outputs) + " output(s), expected " +
                      statement_syntax);
    statements.push_back(std::move(*statement));
  }
  if (!file.eof()) throw Error(path + ": cannot be read");
  if (statements.empty()) throw Error({path, 1, 1}, "no claim, expected one a line");
  return statements;
}

TheoremRow row_of(const FolderEntry& entry, const Statement& statement,
                  const Finding& finding) {
  TheoremRow row;
  row.claim = entry.name;
  row.name = entry.name;
  row.instance = statement.line();
  row.expected = statement.shown();
  row.found = finding.found;
  row.verdict = judge(std::span(&statement, 1), std::span(&finding, 1));
  return row;
}

}  // namespace

std::vector<FolderEntry> read_folder(const std::string& folder, const ReadOptions& read) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".claims") files.push_back(entry.path());
  if (error) throw Error(folder + ": not a folder that can be read");
  if (files.empty())
    throw Error(folder + ": no claims, expected files NAME.claims beside NAME.json");
  std::sort(files.begin(), files.end());
  std::vector<FolderEntry> entries;
  for (const fs::path& path : files) {
    FolderEntry entry{folder, path.stem().string(), network_of(path), {}, {}, read};
    entry.statements =
        read_statements(path.string(), read_network(entry.network, read).outputs());
    for (const char* ending : {".cert", ".equal.cert"}) {
      fs::path certificate = path;
      if (fs::exists(certificate.replace_extension(ending)))
        entry.certificates.push_back(certificate.string());
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

void run_entry(const FolderEntry& entry, const std::optional<Checker>& checker,
               Budget& budget, const std::function<void(const TheoremRow&)>& sink) {
  const Network network = read_network(entry.network, entry.read);
  const auto beside = [&](const std::string& file) {
    return read_network((fs::path(entry.folder) / file).string(), entry.read);
  };
  Decider decider(network, beside, budget);
  auto certificate = TheoremRow::Certificate::none;
  if (!entry.certificates.empty() && checker) {
    const bool is_verified =
        std::all_of(entry.certificates.begin(), entry.certificates.end(),
                    [&](const std::string& file) { return checker->run(file) == 0; });
    certificate = is_verified ? TheoremRow::Certificate::verified
                              : TheoremRow::Certificate::rejected;
  }
  for (const Statement& statement : entry.statements) {
    const double start = cpu_seconds();
    TheoremRow row = row_of(entry, statement, decider.decide(statement));
    row.seconds = cpu_seconds() - start;
    std::swap(row.certificate, certificate);
    if (row.certificate == TheoremRow::Certificate::rejected &&
        row.verdict == TheoremRow::Verdict::proved)
      row.verdict = TheoremRow::Verdict::not_proved;
    sink(row);
  }
}

}  // namespace polyspike
