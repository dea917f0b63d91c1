// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/budget.hpp"
#include "polyspike/network.hpp"
#include "theorems/statement.hpp"

namespace polyspike {

// What is not a statement about one network: an expected text, computed from the
// theorem's formula, and the procedure that finds it; nothing where the budget ran out.
struct Search {
  std::string expected;
  std::function<std::optional<std::string>(Budget&)> find;
};

// A network beside the one that the statements are about, named by them.
struct Companion {
  std::string file;
  Network network;
};

// An instance of a theorem. The statements hold what the theorem's formula says; deciding
// them is the engine's part.
struct Theorem {
  std::string family;    // "T1+"
  std::string claim;     // the theorem, one line
  std::string name;      // of its files
  std::string instance;  // what distinguishes it from the family's others
  std::optional<Network> network;
  std::vector<Companion> companions;
  std::vector<Statement> statements;
  std::optional<Search> search;
};

// The answer to one theorem or to one statement of a user's file.
struct TheoremRow {
  enum class Verdict { proved, refuted, not_proved };
  // Of the certificate, by the independent checker. `partly`: verified, and it does not
  // speak of all that the row says; `none`: the format has no proof of it yet.
  enum class Certificate { none, partly, verified, rejected };
  std::string family, claim, name, instance;
  std::string expected, found;
  Verdict verdict = Verdict::not_proved;
  Certificate certificate = Certificate::none;
  double seconds = 0;  // of this process's CPU
};

const char* to_string(TheoremRow::Verdict verdict);
const char* to_string(TheoremRow::Certificate certificate);

}  // namespace polyspike
