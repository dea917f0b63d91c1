// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.hpp"

#include <iostream>

#include "cli/help.hpp"
#include "polyspike/error.hpp"

namespace polyspike {

// commands.inc, written by CMake, holds one line COMMAND(NAME) per file command_NAME.cpp.
namespace commands {
#define COMMAND(name) Command name();
#include "commands.inc"
#undef COMMAND
}  // namespace commands

std::span<const Command> commands_table() {
  static const Command table[] = {
#define COMMAND(name) commands::name(),
#include "commands.inc"
#undef COMMAND
  };
  return table;
}

namespace {

const Command& find_command(const std::string& name) {
  for (const Command& command : commands_table())
    if (command.name == name) return command;
  throw Error("unknown command \"" + name + "\", see verify-network --help");
}

bool wants_help(std::span<const std::string> words) {
  for (const std::string& word : words)
    if (word == "--help" || word == "-h") return true;
  return false;
}

int run(const Command& command, std::span<const std::string> words) {
  const Arguments arguments(words, common_options(), command.options);
  const std::size_t count = arguments.words().size();
  if (count < command.least_words || count > command.most_words)
    throw Error("expected verify-network " + std::string(command.name) + ' ' +
                std::string(command.words) + ", got " + std::to_string(count) +
                (count == 1 ? " word" : " words") + ", see --help");
  RunOptions options;
  set_run_options(arguments, options);
  interrupt_on_signal(options.budget);
  return command.run(arguments, options);
}

}  // namespace

int run_command_line(std::span<const std::string> words) {
  if (words.empty()) throw Error("expected a command, see verify-network --help");
  if (words[0] == "--version") {
    write_version(std::cout);
    return exit_yes;
  }
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    write_help(std::cout);
    return exit_yes;
  }
  const Command& command = find_command(words[0]);
  if (wants_help(words)) {
    write_help(std::cout, command);
    return exit_yes;
  }
  return run(command, words.subspan(1));
}

}  // namespace polyspike
