// SPDX-License-Identifier: GPL-3.0-or-later
// mutate-certificates MUTANTS [FIRST-SEED [FOLDER]]: damages certificates of random networks,
// for every claim, and has them checked. Each must be rejected, or state what the oracle
// confirms. What is wrong goes to FOLDER (default: false-certificates), exit code 1.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "check/json.hpp"
#include "mutate/bases.hpp"
#include "mutate/damage.hpp"
#include "mutate/judge.hpp"

namespace {

using namespace polyspike;
using namespace polyspike::mutate;

struct Tally {
  std::size_t bases = 0, certificates = 0, mutants = 0, wrong = 0;
  std::size_t confirmed = 0, untold = 0, holey = 0, unusable = 0;
  std::map<std::string, std::size_t> claims, reasons;
};

// The kinds of claims, without their numbers.
void count_claims_of(const std::string& certificate, Tally& tally) {
  std::istringstream lines(certificate);
  for (std::string line; std::getline(lines, line) && line != "proof";)
    if (line.starts_with("claim "))
      ++tally.claims[line.substr(6, line.find_first_of("0123456789<>=", 6) - 6)];
}

class Campaign {
 public:
  Campaign(std::size_t mutants, std::string folder)
      : wanted_(mutants), folder_(std::move(folder)) {
    work_ = std::filesystem::temp_directory_path() / ("polyspike-mutate-" + std::to_string(getpid()));
    std::filesystem::create_directories(work_);
  }
  ~Campaign() { std::filesystem::remove_all(work_); }

  void run(std::uint64_t seed) {
    for (; tally.mutants < wanted_; ++seed) damage_all(seed);
  }

  Tally tally;

 private:
  void damage_all(std::uint64_t seed) {
    constexpr std::size_t mutants_each = 100;
    const Base base = make_base(seed, work_);
    if (base.certificates.empty()) return;
    ++tally.bases;
    Judge judge;
    std::vector<check::NetworkFile> files;
    std::vector<std::string> digests;
    for (const Filed& filed : base.networks) {
      judge.add(filed.file.digest, filed.network);
      files.push_back(filed.file);
      digests.push_back(filed.file.digest);
    }
    Random random(seed);
    for (const std::string& certificate : base.certificates) {
      ++tally.certificates;
      count_claims_of(certificate, tally);
      if (!is_verified(certificate, files) || judge.is_true(certificate) == false)
        complain(certificate, base, "a certificate that was not damaged is wrong");
      for (std::size_t i = 0; i < mutants_each && tally.mutants < wanted_; ++i)
        try_mutant(damage(random, certificate, digests), certificate, base, files, judge);
    }
  }

  static bool is_verified(const std::string& certificate, const std::vector<check::NetworkFile>& files) {
    std::istringstream in(certificate);
    return check::check_certificate(in, files).kind == check::Verdict::Kind::verified;
  }

  void try_mutant(const std::string& mutant, const std::string& certificate, const Base& base,
                  const std::vector<check::NetworkFile>& files, Judge& judge) {
    if (mutant == certificate) return;
    ++tally.mutants;
    std::istringstream in(mutant);
    try {
      const check::Verdict verdict = check::check_certificate(in, files);
      if (verdict.kind == check::Verdict::Kind::rejected) {
        ++tally.reasons[verdict.reason.substr(verdict.reason.find(": ") + 2)];
      } else if (verdict.kind == check::Verdict::Kind::holey) {
        ++tally.holey;
      } else {
        accepted(mutant, base, judge);
      }
    } catch (const check::Unusable&) {
      ++tally.unusable;
    }
  }

  void accepted(const std::string& mutant, const Base& base, Judge& judge) {
    const std::optional<bool> truth = judge.is_true(mutant);
    ++(truth ? tally.confirmed : tally.untold);
    if (truth == false) complain(mutant, base, "accepted, and not true");
  }

  void complain(const std::string& certificate, const Base& base, const std::string& what) {
    const auto place = std::filesystem::path(folder_) / std::to_string(++tally.wrong);
    std::filesystem::create_directories(place);
    std::ofstream(place / "certificate", std::ios::binary) << certificate;
    for (const Filed& filed : base.networks)
      std::ofstream(place / std::filesystem::path(filed.path).filename(), std::ios::binary)
          << filed.file.text;
    std::cout << what << ": " << place.string() << std::endl;
  }

  std::size_t wanted_;
  std::string folder_;
  std::filesystem::path work_;
};

void print(const Tally& tally) {
  std::cout << tally.mutants << " mutants of " << tally.certificates << " certificates of "
            << tally.bases << " networks\n";
  std::size_t rejected = 0;
  for (const auto& [reason, count] : tally.reasons) rejected += count;
  std::cout << "  " << rejected << " rejected\n  " << tally.holey << " holey\n  "
            << tally.unusable << " unusable\n  " << tally.confirmed << " accepted and looked at by the oracle\n  " << tally.untold
            << " accepted where the oracle cannot tell\nclaims";
  const char* separator = ": ";
  for (const auto& [claim, count] : tally.claims) {
    std::cout << separator << claim << ' ' << count;
    separator = ", ";
  }
  std::cout << "\nreasons to reject\n";
  std::multimap<std::size_t, std::string, std::greater<>> ordered;
  for (const auto& [reason, count] : tally.reasons) ordered.emplace(count, reason);
  for (const auto& [count, reason] : ordered) std::cout << "  " << count << ' ' << reason << '\n';
  std::cout << tally.wrong << " wrong\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "mutate-certificates MUTANTS [FIRST-SEED [FOLDER]]\n";
    return 2;
  }
  Campaign campaign(std::strtoull(argv[1], nullptr, 10), argc > 3 ? argv[3] : "false-certificates");
  campaign.run(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
  print(campaign.tally);
  return campaign.tally.wrong == 0 ? 0 : 1;
}
