// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <span>

#include "theorems/theorem.hpp"

namespace polyspike {

// Rows as tabulars to \input, one a theorem; needs no package.
void write_latex_tables(std::ostream& out, std::span<const TheoremRow> rows);

}  // namespace polyspike
