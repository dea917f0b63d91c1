// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace polyspike {

// Runs words[0], looked up on PATH unless it names a folder, with nothing to read and its
// output thrown away. Its exit code; nothing if it could not be run or was killed.
std::optional<int> run_program(std::vector<std::string> words);

}  // namespace polyspike
