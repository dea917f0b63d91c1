// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "cli/arguments.hpp"
#include "engine/budget.hpp"
#include "polyspike/read_network.hpp"

namespace polyspike {

// What every command understands.
struct RunOptions {
  bool json = false;      // one JSON object on stdout, nothing else
  unsigned threads = 1;   // all of the machine's unless --threads
  bool progress = false;  // a live line on stderr: --progress auto on a terminal
  ReadOptions read;       // --domain, --slice, --normalize
  Budget budget;          // --time-limit, --memory-limit, Ctrl-C
};

std::span<const Option> common_options();
// Throws Error on unusable values.
void set_run_options(const Arguments& arguments, RunOptions& options);

// From now on Ctrl-C and SIGTERM interrupt the budget; a second one ends the program at
// once.
void interrupt_on_signal(Budget& budget);

}  // namespace polyspike
