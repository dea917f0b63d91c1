// SPDX-License-Identifier: GPL-3.0-or-later
// check-certificate CERTIFICATE [NETWORK...]: FORMAT.md in src/certificate.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <new>

#include "certificate.hpp"
#include "json.hpp"
#include "sha256.hpp"

namespace {

using namespace check;

constexpr int exit_verified = 0, exit_rejected = 1, exit_unusable = 2, exit_holey = 3;

void open(std::ifstream& in, const std::string& path) {
  in.open(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path)) throw Unusable(path + ": cannot be read");
}

NetworkFile read_file(const std::string& path) {
  std::ifstream in;
  open(in, path);
  NetworkFile file{path, std::string(std::istreambuf_iterator<char>(in), {}), ""};
  file.digest = sha256(file.text);
  return file;
}

// Where no network is given: those that the certificate names, beside it.
std::vector<std::string> paths_beside(const std::string& certificate) {
  std::ifstream in;
  open(in, certificate);
  std::vector<std::string> paths;
  for (const std::string& name : networks_named(in))
    paths.push_back((std::filesystem::path(certificate).parent_path() /
                     std::filesystem::path(name).filename()).string());
  return paths;
}

int run(const std::vector<std::string>& words) {
  std::ifstream in;
  open(in, words[0]);
  std::vector<std::string> paths(words.begin() + 1, words.end());
  if (paths.empty()) paths = paths_beside(words[0]);
  std::vector<NetworkFile> files;
  for (const std::string& path : paths) files.push_back(read_file(path));
  const Verdict verdict = check_certificate(in, files);
  switch (verdict.kind) {
    case Verdict::Kind::verified:
      std::cout << verdict.statement << "s VERIFIED\n";
      return exit_verified;
    case Verdict::Kind::holey:
      std::cout << verdict.statement << "s HOLEY\n";
      return exit_holey;
    default:
      std::cout << "s REJECTED " << verdict.reason << '\n';
      return exit_rejected;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (words.empty() || words[0] == "--help") {
    std::cout << "check-certificate CERTIFICATE [NETWORK...]: re-verifies a certificate with exact "
                 "arithmetic\nagainst the network files it was made for (default: beside the "
                 "certificate).\nLast line: s VERIFIED (exit 0), s REJECTED line N: reason (exit "
                 "1), s HOLEY (exit 3);\nexit 2: unusable files.\n";
    return words.empty() ? exit_unusable : exit_verified;
  }
  std::string message;
  try {
    const int code = run(words);
    if (std::cout.flush()) return code;
    message = "cannot write to standard output";
  } catch (const Unusable& error) {
    message = error.what();
  } catch (const std::bad_alloc&) {
    message = "out of memory";
  } catch (const std::exception& error) {
    message = error.what();
  }
  std::cerr << message << '\n';
  return exit_unusable;
}
