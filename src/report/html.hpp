// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "report/report.hpp"

namespace polyspike {

// One file that opens from disk and asks no network for anything. Its text stands in
// src/report/page, built into the program.
void write_html(std::ostream& out, const Report& report);

}  // namespace polyspike
