// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/help.hpp"

#include <algorithm>
#include <ostream>

namespace polyspike {

namespace {

void write_row(std::ostream& out, std::string left, std::size_t width,
               std::string_view right) {
  left.resize(std::max(width, left.size() + 2), ' ');
  out << "  " << left << right << '\n';
}

void write_options(std::ostream& out, std::span<const Option> options) {
  for (const Option& option : options) {
    std::string left(option.name);
    if (!option.value.empty()) left.append(1, ' ').append(option.value);
    write_row(out, left, 26, option.help);
  }
}

}  // namespace

void write_version(std::ostream& out) {
  out << "verify-network " POLYSPIKE_VERSION "\n";
}

void write_help(std::ostream& out) {
  out << "verify-network COMMAND ...: exact verification of spiking and ReLU "
         "networks\n\n";
  for (const Command& command : commands_table())
    write_row(out, std::string(command.name), 14, command.summary);
  out << "\nverify-network COMMAND --help says more; --version names the version.\n"
         "Exit codes: 0 holds, equal or done; 1 violated or different, with an exact "
         "witness;\n"
         "2 unusable input; 3 undecided, a limit was reached.\n";
}

void write_help(std::ostream& out, const Command& command) {
  out << "verify-network " << command.name << ' ' << command.words << " [OPTION...]\n  "
      << command.summary << "\n\n";
  if (!command.options.empty()) {
    out << "Options of this command:\n";
    write_options(out, command.options);
    out << '\n';
  }
  out << "Options of all commands:\n";
  write_options(out, common_options());
  out << "\nExamples:\n" << command.examples;
}

}  // namespace polyspike
