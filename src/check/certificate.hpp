// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <istream>
#include <string>
#include <vector>

namespace check {

struct NetworkFile {
  std::string path;
  std::string text;
  std::string digest;  // SHA-256
};

struct Verdict {
  enum class Kind { verified, rejected, holey };
  Kind kind = Kind::verified;
  std::string statement;  // what is claimed, for people, a line a claim
  std::string reason;     // "line N: why", where rejected
};

// Checks a certificate against the network files given, found by their digests. Throws
// Unusable where a network file is none or is missing.
Verdict check_certificate(std::istream& certificate, const std::vector<NetworkFile>& files);
// The names of the network files that the statement mentions.
std::vector<std::string> networks_named(std::istream& certificate);

}  // namespace check
