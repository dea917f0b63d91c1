// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace polyspike {

// Whether the file's first bytes are these; no if it cannot be read.
bool file_begins_with(const std::string& path, std::string_view start);

}  // namespace polyspike
