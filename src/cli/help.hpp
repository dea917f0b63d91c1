// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "cli/command.hpp"

namespace polyspike {

void write_version(std::ostream& out);
// All commands, one line each.
void write_help(std::ostream& out);
// One command with its options and examples.
void write_help(std::ostream& out, const Command& command);

}  // namespace polyspike
