// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "polyspike/read_network.hpp"
#include "theorems/checker.hpp"
#include "theorems/theorem.hpp"

namespace polyspike {

// A network of a user's folder with the statements that are to hold: NAME.json or
// NAME.nnet, NAME.claims with one statement a line (empty lines and lines that begin with
// # are skipped), and perhaps NAME.cert and NAME.equal.cert, to be checked again.
struct FolderEntry {
  std::string folder, name;
  std::string network;  // path
  std::vector<Statement> statements;
  std::vector<std::string> certificates;
  ReadOptions read;
};

// In order of the names. Throws Error where something is missing or cannot be read.
std::vector<FolderEntry> read_folder(const std::string& folder, const ReadOptions& read);

// A row per statement; the certificate's on the first.
void run_entry(const FolderEntry& entry, const std::optional<Checker>& checker,
               Budget& budget, const std::function<void(const TheoremRow&)>& sink);

}  // namespace polyspike
