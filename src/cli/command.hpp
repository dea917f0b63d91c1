// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/run_options.hpp"

// A command of verify-network. A command is one file, src/cli/command_NAME.cpp, that
// defines
//   Command polyspike::commands::NAME();
// CMake lists the files command_*.cpp into the table, nothing else has to know a new one.
// The command writes its answer to std::cout (one JSON object where options.json is set),
// notes for people to std::cerr, and returns the exit code; unusable input throws Error,
// which main prints as one line before it exits with 2.
namespace polyspike {

// The exit codes of the contract; 2, unusable input, is what Error stands for.
enum ExitCode : int { exit_yes = 0, exit_no = 1, exit_unusable = 2, exit_undecided = 3 };

struct Command {
  std::string_view name;
  std::string_view words;    // "NETWORK", "A B", "NETWORK CLAIM..."
  std::string_view summary;  // one line
  std::size_t least_words = 1;
  std::size_t most_words = 1;
  std::vector<Option> options;  // its own, besides the common ones
  std::string_view examples;    // whole lines
  int (*run)(const Arguments& arguments, RunOptions& options) = nullptr;
};

// All commands, in order of their names.
std::span<const Command> commands_table();

// The exit code of a whole command line (without the program's name).
int run_command_line(std::span<const std::string> words);

}  // namespace polyspike
