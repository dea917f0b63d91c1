// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>

#include "oracle/claims.hpp"

// What the slow oracle says of a certificate's statement.
namespace polyspike::mutate {

class Judge {
 public:
  // A network that statements may name; the domain is its own.
  void add(const std::string& digest, const Network& network);

  // Whether all claims of the statement are true; nothing where the oracle cannot tell: the
  // stated domain is empty or unbounded, or has too many strata.
  std::optional<bool> is_true(const std::string& certificate);

 private:
  struct Statement;
  const oracle::Survey* survey(const Statement& statement);

  std::map<std::string, Network> networks_;                        // by digest
  std::map<std::string, std::optional<oracle::Survey>> surveys_;   // by networks and surroundings
};

}  // namespace polyspike::mutate
